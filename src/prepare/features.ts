// What a prepared dataset says a model over it must take in: raw columns, stages, target.
import {tokenNames, type DatasetSchema, type Field, type Stage} from '../data/index.js';
import {classesOf, labelsOfStage, sharesOfStage, vocabularySizesOf} from '../transforms/index.js';
import {prepareError} from './errors.js';
import type {InputColumn, TargetColumn, Task} from './signature.js';
import {notPrepared} from './stage-graph.js';
import {isReady} from './ready.js';
import {needsValue, rawColumns, stagesByRole} from './stage-map.js';

export interface DataInterface {
  readonly inputs: readonly InputColumn[];
  /** Stages of the features, parents before children: what `buildPreprocessing` takes. */
  readonly stages: readonly Stage[];
  readonly task: Task;
  readonly target: TargetColumn;
  /** The stages of the target, in order: text to class, or scaling. A signature holds `stages` and these. */
  readonly targetStages: readonly Stage[];
}

/**
 * @param schema - of a dataset that went through `data normalize`
 * @throws IngotError `NOT_PREPARED` when a feature or the target is raw, `NO_FEATURES`, `TARGET_MISSING`
 */
export function describeFeatures(schema: DatasetSchema): DataInterface {
  const features = schema.fields.filter(({role}) => role === 'feature');
  if (features.length === 0)
    throw prepareError('NO_FEATURES', 'The dataset has no feature column.', {
      hints: ['Check the roles with data describe.'],
    });
  const raw = features.filter((field) => !isReady(field));
  if (raw.length > 0) throw notPrepared(raw.map(({name}) => name));
  const stages = stagesByRole(schema);
  // Shares of classes are a matter of the rows: a model knows the classes.
  const targetStages = stages.target.filter((stage) => sharesOfStage(stage) === undefined);
  return {
    inputs: rawColumns(stages.features).map((name) => inputColumn(schema, name, stages.features)),
    stages: stages.features,
    targetStages,
    ...describeTarget(schema, targetStages),
  };
}

function inputColumn(schema: DatasetSchema, name: string, stages: readonly Stage[]): InputColumn {
  const field = schema.fields.find((candidate) => candidate.name === name);
  if (!field)
    throw prepareError(
      'COLUMN_MISSING',
      `The stages begin with a column '${name}', but the dataset no longer has it.`,
      {
        hints: ['Normalize the rows again.'],
      },
    );
  return {
    name,
    role: 'feature',
    parse: field.parse,
    required: needsValue({name, stage: null}, stages),
    ...(field.range === undefined ? {} : {range: field.range}),
  };
}

function describeTarget(schema: DatasetSchema, stages: readonly Stage[]): {task: Task; target: TargetColumn} {
  const field = schema.fields.find(({role}) => role === 'target');
  if (!field)
    throw prepareError('TARGET_MISSING', 'The dataset has no target column.', {
      hints: ['Name it at import: ingot data import FILE --target COLUMN -o OUT.'],
    });
  const last = stages.at(-1);
  if (!last) throw notPrepared([field.name]);
  const {name, parse} = field;
  const labels = classesOf(last);
  if (labels)
    return {
      task: 'classification',
      target: {name, parse, classes: labels.classes, integerClasses: labels.integers},
    };
  const multi = labelsOfStage(last);
  if (multi) return {task: 'multilabel', target: {name, parse, classes: multi.labels}};
  if (last.shape !== undefined)
    return {task: 'language-model', target: {name, parse, classes: tokenClasses(field, last)}};
  const moments = field.moments && {mean: field.moments[0], deviation: field.moments[1]};
  return {task: 'regression', target: {name, parse, ...moments}};
}

/** Of a target of tokens that say what follows each step; numbers without a vocabulary are called by themselves. */
function tokenClasses({parse: {tokens}}: Field, stage: Stage): string[] {
  const [size = 0] = vocabularySizesOf(stage);
  return tokens ? tokenNames(tokens) : Array.from({length: size}, (_, id) => String(id));
}
