// Errors of binding: which column does not fit, and why, in words a person can act on.
import {nearest} from '../core/index.js';
import type {Field, Stage} from '../data/index.js';
import {explainDifference} from '../transforms/index.js';
import {prepareError} from './errors.js';
import type {ColumnRef} from './stage-map.js';

/** What is bound and to what, as messages call them: `'test.arrow'` and `'the model'`. */
export interface BindingNames {
  readonly data: string;
  readonly model: string;
}

export function columnMissing(name: string, known: readonly string[], names: BindingNames): Error {
  const near = nearest(name, known);
  return prepareError('COLUMN_MISSING', `${names.data}: ${names.model} needs a column '${name}', but there is none.`, {
    hints: [
      ...(near === undefined ? [] : [`Did you mean '${near}'? Then rename the column.`]),
      `Columns: ${known.join(', ')}.`,
    ],
    data: {column: name},
  });
}

export interface MismatchContext {
  readonly field: Field;
  /** Stages of the data and of the model. */
  readonly dataStages: readonly Stage[];
  readonly modelStages: readonly Stage[];
  readonly names: BindingNames;
}

/** The data's column is at a stage that cannot be continued from. */
export function stageMismatch({field, dataStages, modelStages, names}: MismatchContext): Error {
  const chain = chainOf({name: field.name, stage: field.stage ?? null}, dataStages);
  const known = new Set(modelStages.map(({id}) => id));
  const found = chain.find(({id}) => !known.has(id)) ?? chain.at(-1);
  const wanted =
    found && modelStages.find(({transform, columns}) => transform === found.transform && columns.includes(field.name));
  const why =
    found && wanted && !known.has(found.id)
      ? explainDifference(found, wanted, {found: 'the data', wanted: names.model})
      : found && known.has(found.id)
        ? `${names.model} also needs the values from before '${found.transform}'`
        : `'${found?.transform ?? 'the stage'}' is not a step of ${names.model} for this column`;
  return prepareError(
    'STAGE_MISMATCH',
    `${names.data}: column '${field.name}' was prepared in another way than ${names.model} expects: ${why}.`,
    {
      hints: [
        'Give the raw rows: the model prepares them itself.',
        "Or prepare them with the training file's own stages: ingot data normalize ROWS --like TRAIN -o OUT.",
      ],
      data: {column: field.name, stage: field.stage ?? null},
    },
  );
}

/** The stages a column went through, first to last. */
function chainOf({name, stage}: ColumnRef, stages: readonly Stage[]): Stage[] {
  const last = stages.find(({id}) => id === stage);
  if (!last) return [];
  const at = Math.max(0, last.outputs.indexOf(name));
  const source = last.columns[at] ?? name;
  return [...chainOf({name: source, stage: last.parents[at] ?? null}, stages), last];
}
