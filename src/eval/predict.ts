// Predictions for rows: exactly one row out per row in, in order, ids passed through.
import {ignoreEvents, type Report} from '../core/index.js';
import {
  emptyMetadata,
  formatLabels,
  makeRawField,
  writeDataset,
  type Batch,
  type ColumnData,
  type Dataset,
  type DatasetSchema,
  type Field,
  type ParseRule,
} from '../data/index.js';
import type {Tensor} from '../onnx/index.js';
import {
  bindDataset,
  createObservations,
  openForModel,
  runModelOnDataset,
  type ModelBatch,
  type ModelSignature,
  type Observations,
} from '../prepare/index.js';
import type {Device} from '../runtime/index.js';
import {decide, type Decision} from './class-rows.js';
import {recordDecision, resolveDecision, type DecisionOptions, type DecisionRecord} from './decision.js';
import {evalError} from './errors.js';
import {ignoredColumns, passColumns, passIds, type Passed} from './pass-columns.js';
import type {SignedModel} from './signed-model.js';

export interface PredictOptions extends DecisionOptions {
  readonly data: string | readonly string[];
  /** Path, or `'-'`. */
  readonly output: string;
  readonly format?: string | undefined;
  /** Columns to pass through as ids, besides those whose role is id. */
  readonly ids?: readonly string[] | undefined;
  /** Exactly these columns are passed through, in this order, instead of the ids. */
  readonly columns?: readonly string[] | undefined;
  readonly device?: Device | undefined;
  readonly threads?: number | undefined;
  readonly batchSize?: number | undefined;
  readonly report?: Report | undefined;
}

export interface PredictResult {
  readonly rows: number;
  /** Rows that lack a value the model needs: their prediction is null. */
  readonly withoutPrediction: number;
  /** Values outside the range seen in training, by column. */
  readonly outOfRange: Readonly<Record<string, number>>;
  /** Categories not seen in training, by column. */
  readonly unknownCategories: Readonly<Record<string, number>>;
  /** Columns of the data that the model does not use. */
  readonly ignoredColumns: readonly string[];
  /** Models of two classes: how they were told apart. */
  readonly decision?: DecisionRecord;
  readonly sha256: string;
}

/** Columns of a text file that the model does not know are taken as they stand. */
const AS_IS: ParseRule = {kind: 'text', missing: ['']};

/** @throws IngotError `EVAL_OPTION`, `PREDICT_COLUMN`, and what opening, binding and writing throw */
export async function predictDataset(subject: SignedModel, options: PredictOptions): Promise<PredictResult> {
  const {signature} = subject;
  const {ids = [], columns, report = ignoreEvents} = options;
  const decision = resolveDecision(signature, options);
  const asked = columns ?? ids;
  const twice = asked.find((name, at) => asked.indexOf(name) !== at);
  if (twice !== undefined) throw evalError('PREDICT_COLUMN', `The column '${twice}' is to be passed through twice.`);
  const known = new Set([...signature.inputs.map(({name}) => name), signature.target.name]);
  const role = columns ? 'ignored' : 'id';
  const extra = asked.filter((name) => !known.has(name)).map((name) => ({name, parse: AS_IS, role}) as const);
  const target = signature.target.parse.kind !== 'tensor';
  const dataset = await openForModel(options.data, signature, {extra, report, target});
  try {
    const passed = columns ? passColumns(dataset, columns) : passIds(dataset, ids);
    const schema = describeOutput(dataset, signature, passed);
    const record = recordDecision(signature, decision);
    const observations = createObservations();
    const binding = bindDataset(signature, dataset);
    const {rowCount, sha256} = await writeDataset(
      options.output,
      schema,
      predictBatches(subject, dataset, {...options, decision, passed, observations}),
      {format: options.format},
    );
    return {
      rows: rowCount,
      withoutPrediction: observations.unusableRows,
      outOfRange: Object.fromEntries(observations.outOfRange),
      unknownCategories: Object.fromEntries(observations.unknownCategories),
      ignoredColumns: ignoredColumns(dataset, binding.ignored, passed),
      ...(record ? {decision: record} : {}),
      sha256,
    };
  } finally {
    await dataset.close();
  }
}

/** The columns written: those passed through, `prediction` (or `labels`), and `probability_<class>` for each class. */
function describeOutput(
  {name: where}: Dataset,
  {task, target}: ModelSignature,
  passed: readonly Passed[],
): DatasetSchema {
  const isText = target.classes !== undefined && target.integerClasses !== true;
  const kind = isText ? 'category' : 'numeric';
  const own = [
    task === 'multilabel'
      ? makeRawField('labels', 'labels', 'feature', target.parse)
      : makeRawField('prediction', kind),
    ...(target.classes ?? []).map((name): Field => ({
      ...makeRawField(`probability_${name}`, 'numeric'),
      storage: 'float32',
    })),
  ];
  const clash = passed.find(({field}) => own.some(({name}) => name === field.name));
  if (clash)
    throw evalError(
      'PREDICT_COLUMN',
      `${where}: the ${clash.field.role === 'id' ? 'id ' : ''}column '${clash.field.name}' has the name of a column of the predictions.`,
      {
        hints: ['Rename it in the data.'],
      },
    );
  return {fields: [...passed.map(({field}) => field), ...own], metadata: emptyMetadata()};
}

interface BatchOptions extends PredictOptions {
  readonly decision: Decision;
  readonly passed: readonly Passed[];
  readonly observations: Observations;
}

async function* predictBatches(
  {model, signature}: SignedModel,
  dataset: Dataset,
  options: BatchOptions,
): AsyncGenerator<Batch> {
  const {passed, decision, device, threads, batchSize, observations, report = ignoreEvents} = options;
  const run = {device, threads, batchSize, observations};
  let done = 0;
  for await (const scored of runModelOnDataset(model, signature, dataset, run)) {
    const {batch} = scored;
    const columns = [
      ...passed.map(({index}) => batch.columns[index] ?? []),
      ...predictionColumns(scored, signature, decision),
    ];
    done += batch.rowCount;
    report({type: 'progress', label: 'predicting', done, total: dataset.rowCount});
    yield {rowCount: batch.rowCount, columns};
  }
}

function predictionColumns(
  {outputs, valid, batch}: ModelBatch,
  {task, target}: ModelSignature,
  decision: Decision,
): ColumnData[] {
  const count = batch.rowCount;
  if (task === 'regression') return [numbersOf(outputs['prediction'], {valid, count, width: 1, at: 0}, Float64Array)];
  if (task === 'multilabel') return labelColumns({outputs, valid, batch}, target, decision);
  const labelAt = labelReader(outputs, target.classes ?? [], decision);
  const labels: ColumnData =
    target.integerClasses === true
      ? Float64Array.from({length: count}, (_, row) => (valid[row] === 0 ? NaN : Number(labelAt(row))))
      : Array.from({length: count}, (_, row) => (valid[row] === 0 ? null : labelAt(row)));
  const width = target.classes?.length ?? 0;
  const shares = Array.from({length: width}, (_, at) =>
    numbersOf(outputs['probabilities'], {valid, count, width, at}, Float32Array),
  );
  return [labels, ...shares];
}

/** The labels given as canonical text, and the probability of each. */
function labelColumns(
  {outputs: {labels, probabilities}, valid, batch}: Pick<ModelBatch, 'outputs' | 'valid' | 'batch'>,
  {classes = [], parse}: ModelSignature['target'],
  {threshold}: Decision,
): ColumnData[] {
  const [count, width] = [batch.rowCount, classes.length];
  const isGiven = (place: number): boolean =>
    threshold === undefined ? Number(labels?.data[place]) === 1 : Number(probabilities?.data[place]) >= threshold;
  const given = Array.from({length: count}, (_, row) =>
    valid[row] === 0
      ? null
      : formatLabels(
          classes.filter((__, at) => isGiven(row * width + at)),
          parse,
        ),
  );
  return [given, ...classes.map((_, at) => numbersOf(probabilities, {valid, count, width, at}, Float32Array))];
}

/** The model's own label; with a threshold, what the probability of the positive class says. */
function labelReader(
  {label, probabilities}: ModelBatch['outputs'],
  classes: readonly string[],
  {positive = 1, threshold}: Decision,
): (row: number) => string {
  if (threshold === undefined) return (row) => String(label?.data[row]);
  return (row) => {
    const probability = Number(probabilities?.data[row * classes.length + positive]);
    return classes[decide(probability, {positive, threshold})] ?? '';
  };
}

interface Cells {
  readonly valid: Uint8Array;
  readonly count: number;
  readonly width: number;
  readonly at: number;
}

function numbersOf<T extends Float64Array | Float32Array>(
  tensor: Tensor | undefined,
  {valid, count, width, at}: Cells,
  make: new (length: number) => T,
): T {
  const column = new make(count);
  for (let row = 0; row < count; row += 1)
    column[row] = valid[row] === 0 ? NaN : Number(tensor?.data[row * width + at]);
  return column;
}
