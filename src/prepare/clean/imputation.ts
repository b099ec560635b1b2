// Filling missing cells: what was asked for, for which columns, and the stages that do it.
import {ignoreEvents, type Json, type Report} from '../../core/index.js';
import type {ColumnStatistics, DatasetSchema, Field, Stage} from '../../data/index.js';
import {fitStage, type ImputeStrategy} from '../../transforms/index.js';
import {prepareError} from '../errors.js';
import {schemaAfter} from '../stage-runner.js';
import {unknownColumn} from '../unknown-column.js';
import {freeSuffix} from '../free-suffix.js';

export interface Imputation {
  readonly strategy: ImputeStrategy;
  /** For the strategy `constant`. */
  readonly value?: string | undefined;
  /** The column to fill; absent: every feature that the strategy suits and no other imputation names. */
  readonly column?: string | undefined;
}

export interface ImputeOptions {
  readonly impute?: readonly Imputation[] | undefined;
  /** Columns that an imputation without a column fills. */
  readonly columns?: readonly string[] | undefined;
  /** Adds a column that says where a number was missing. */
  readonly flagMissing?: boolean | undefined;
  readonly report?: Report | undefined;
}

/**
 * `median`, `mean`, `mode`, `constant=VALUE` or `constant:VALUE`; for one column `COL=` before it.
 *
 * @throws IngotError `PREPARE_OPTION`
 */
export function parseImputation(text: string): Imputation {
  const constant = /^constant[=:](.*)$/s.exec(text);
  if (constant) return {strategy: 'constant', value: constant[1] ?? ''};
  const [, column, strategy, value] = /^(?:(.+?)=)?(?:(median|mean|mode)|constant:(.*))$/s.exec(text) ?? [];
  const own = column === undefined ? {} : {column};
  if (strategy !== undefined) return {...own, strategy: strategy as ImputeStrategy};
  if (value !== undefined) return {...own, strategy: 'constant', value};
  throw prepareError('PREPARE_OPTION', `--impute expects median, mean, mode or constant=VALUE, got '${text}'.`, {
    hints: ['For one column: --impute COLUMN=median, --impute COLUMN=constant:VALUE.'],
  });
}

function suits({kind}: Field, {strategy, value}: Imputation): boolean {
  const isText = kind === 'category' || kind === 'text';
  if (strategy !== 'constant') return !isText || strategy === 'mode';
  // A constant fills what it can stand in: a number in numbers, any text in texts.
  if (isText) return true;
  return kind === 'numeric' && Number.isFinite(Number(value)) && value?.trim() !== '';
}

/** @throws IngotError `COLUMN_MISSING`, `PREPARE_OPTION` */
function namedField({fields}: DatasetSchema, name: string, how: Imputation, where: string): Field {
  const field = fields.find((candidate) => candidate.name === name);
  if (!field) throw unknownColumn(name, fields, where);
  if (suits(field, how)) return field;
  throw prepareError('PREPARE_OPTION', `Column '${name}' is ${field.kind}: '${how.strategy}' does not suit it.`, {
    hints: ['Text can take the mode or a constant.'],
  });
}

/** The columns that each imputation fills. */
function targetsOf(
  schema: DatasetSchema,
  {impute = [], columns}: ImputeOptions,
  where: string,
): {readonly how: Imputation; readonly fields: readonly Field[]}[] {
  const own = new Set(impute.flatMap(({column}) => column ?? []));
  const general = impute.filter(({column}) => column === undefined);
  if (general.length > 1)
    throw prepareError('PREPARE_OPTION', `--impute is given ${String(general.length)} times without a column.`, {
      hints: ['One for all columns, and others as COLUMN=HOW.'],
    });
  const chosen = impute.map((how) => {
    if (how.column !== undefined) return {how, fields: [namedField(schema, how.column, how, where)]};
    const named = columns?.map((name) => namedField(schema, name, how, where));
    const suited = schema.fields.filter(
      (field) => field.role === 'feature' && field.kind !== 'text' && !isPrepared(field) && suits(field, how),
    );
    return {how, fields: (named ?? suited).filter(({name}) => !own.has(name))};
  });
  const done = chosen.flatMap(({fields}) => fields).find(isPrepared);
  const features = schema.fields.filter(({role}) => role === 'feature');
  const isAll = features.length > 0 && features.every(isPrepared);
  if (done === undefined && !isAll) return chosen;
  const {name = ''} = done ?? schema.fields.find(isPrepared) ?? {};
  throw prepareError(
    'ALREADY_PREPARED',
    `${where}: column '${name}' is normalized already, so its missing cells are gone.`,
    {
      hints: ['Impute before data normalize.'],
    },
  );
}

const isPrepared = ({storage}: Field): boolean => storage === 'float32' || storage === 'int32';
const isNumber = ({kind}: Field): boolean => kind === 'numeric' || kind === 'datetime' || kind === 'boolean';

/**
 * Fits on the statistics of the rows that stay.
 *
 * @throws IngotError `COLUMN_MISSING`, `PREPARE_OPTION`, `ALREADY_PREPARED`, `TRANSFORM_OPTION`
 */
export function fitImputation(
  schema: DatasetSchema,
  statistics: ReadonlyMap<string, ColumnStatistics>,
  options: ImputeOptions & {readonly name: string},
): Stage[] {
  const {report = ignoreEvents} = options;
  const note = (message: string): void => report({type: 'note', message});
  const targets = targetsOf(schema, options, options.name).map(({how, fields}) => {
    const usable = fields.filter(({name}) => {
      const hasValues = (statistics.get(name)?.present ?? 0) > 0 || how.strategy === 'constant';
      if (!hasValues) note(`Column '${name}' has no value in any row: not imputed.`);
      return hasValues;
    });
    return {how, fields: usable};
  });
  const stages: Stage[] = [];
  let current = schema;
  const fit = (transform: string, fields: readonly Field[], own: Readonly<Record<string, Json>>): void => {
    if (fields.length === 0) return;
    const columns = fields.map(({name}) => name);
    const stage = fitStage({transform, columns, fields: current.fields, statistics, options: own});
    current = schemaAfter(current, [stage]);
    stages.push(stage);
  };
  if (options.flagMissing === true) {
    const filled = targets.flatMap(({fields}) => fields);
    const open = filled.filter((field) => isNumber(field) && (statistics.get(field.name)?.missing ?? 0) > 0);
    fit('missing-flag', open, {suffix: freeSuffix(schema, open, '_was_missing')});
    if (open.length === 0) note('--flag-missing: no number or date that is filled is missing in any row.');
    const texts = filled.filter((field) => !isNumber(field)).map(({name}) => name);
    if (texts.length > 0) note(`--flag-missing is for numbers and dates: no flag for ${texts.join(', ')}.`);
  }
  for (const {how, fields} of targets) {
    const {strategy, value = null} = how;
    const ofKind = (...kinds: readonly Field['kind'][]): Field[] => fields.filter(({kind}) => kinds.includes(kind));
    fit('impute', ofKind('numeric', 'datetime'), {strategy, value});
    fit('impute', ofKind('boolean'), {strategy: strategy === 'constant' ? strategy : 'mode', value});
    fit('impute-text', ofKind('category', 'text'), {strategy, value});
  }
  return stages;
}
