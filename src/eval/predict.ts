// Predictions for rows: exactly one row out per row in, in order, ids passed through.
import {ignoreEvents, type Report} from '../core/index.js';
import {
  emptyMetadata,
  makeRawField,
  writeDataset,
  type Batch,
  type ColumnData,
  type Dataset,
  type DatasetSchema,
  type Field,
  type OutputFormat,
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
import {evalError} from './errors.js';
import type {SignedModel} from './signed-model.js';

export interface PredictOptions {
  readonly data: string | readonly string[];
  /** Path, or `'-'`. */
  readonly output: string;
  readonly format?: OutputFormat | undefined;
  /** Columns to pass through, besides those whose role is id. */
  readonly ids?: readonly string[] | undefined;
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
  readonly sha256: string;
}

/** Identifiers of a text file are taken as they stand. */
const AS_IS: ParseRule = {kind: 'text', missing: ['']};

/** @throws IngotError `PREDICT_COLUMN`, and what opening, binding and writing throw */
export async function predictDataset(subject: SignedModel, options: PredictOptions): Promise<PredictResult> {
  const {signature} = subject;
  const {ids = [], report = ignoreEvents} = options;
  const known = new Set([...signature.inputs.map(({name}) => name), signature.target.name]);
  const extra = ids.filter((name) => !known.has(name)).map((name) => ({name, parse: AS_IS, role: 'id' as const}));
  const dataset = await openForModel(options.data, signature, {extra, report});
  try {
    const {schema, passed} = describeOutput(dataset, signature, ids);
    const observations = createObservations();
    const binding = bindDataset(signature, dataset);
    const {rowCount, sha256} = await writeDataset(
      options.output,
      schema,
      predictBatches(subject, dataset, {...options, passed, observations}),
      {format: options.format},
    );
    return {
      rows: rowCount,
      withoutPrediction: observations.unusableRows,
      outOfRange: Object.fromEntries(observations.outOfRange),
      unknownCategories: Object.fromEntries(observations.unknownCategories),
      ignoredColumns: ignoredColumns(dataset, binding.ignored, passed),
      sha256,
    };
  } finally {
    await dataset.close();
  }
}

/** Columns of a table that were bound to nothing, and those of a text file that were not even read. */
function ignoredColumns({ledger}: Dataset, unbound: readonly string[], passed: readonly Passed[]): string[] {
  const unread = ledger.entries.flatMap(({action, column}) =>
    action === 'ignored' && column !== undefined ? [column] : [],
  );
  return [...unbound.filter((name) => !passed.some(({field}) => field.name === name)), ...unread];
}

interface Passed {
  readonly index: number;
  readonly field: Field;
}

/** The columns written: ids, `prediction`, and `probability_<class>` for each class. */
function describeOutput(
  dataset: Dataset,
  {task, target}: ModelSignature,
  ids: readonly string[],
): {readonly schema: DatasetSchema; readonly passed: readonly Passed[]} {
  const {fields} = dataset.schema;
  const absent = ids.find((id) => !fields.some(({name}) => name === id));
  if (absent !== undefined)
    throw evalError('PREDICT_COLUMN', `${dataset.name}: --id names the column '${absent}', but there is none.`, {
      hints: [`Columns: ${fields.map(({name}) => name).join(', ')}.`],
    });
  const passed = fields.flatMap((field, index) =>
    field.role === 'id' || ids.includes(field.name) ? [{index, field: {...field, role: 'id' as const}}] : [],
  );
  const isText = task === 'classification' && target.integerClasses !== true;
  const own = [
    makeRawField('prediction', isText ? 'category' : 'numeric'),
    ...(target.classes ?? []).map((name): Field => ({
      ...makeRawField(`probability_${name}`, 'numeric'),
      storage: 'float32',
    })),
  ];
  const clash = passed.find(({field}) => own.some(({name}) => name === field.name));
  if (clash)
    throw evalError(
      'PREDICT_COLUMN',
      `${dataset.name}: the id column '${clash.field.name}' has the name of a column of the predictions.`,
      {
        hints: ['Rename it in the data.'],
      },
    );
  return {schema: {fields: [...passed.map(({field}) => field), ...own], metadata: emptyMetadata()}, passed};
}

async function* predictBatches(
  {model, signature}: SignedModel,
  dataset: Dataset,
  options: PredictOptions & {readonly passed: readonly Passed[]; readonly observations: Observations},
): AsyncGenerator<Batch> {
  const {passed, device, threads, batchSize, observations, report = ignoreEvents} = options;
  const run = {device, threads, batchSize, observations};
  let done = 0;
  for await (const scored of runModelOnDataset(model, signature, dataset, run)) {
    const {batch} = scored;
    const columns = [...passed.map(({index}) => batch.columns[index] ?? []), ...predictionColumns(scored, signature)];
    done += batch.rowCount;
    report({type: 'progress', label: 'predicting', done, total: dataset.rowCount});
    yield {rowCount: batch.rowCount, columns};
  }
}

function predictionColumns({outputs, valid, batch}: ModelBatch, {task, target}: ModelSignature): ColumnData[] {
  const count = batch.rowCount;
  if (task === 'regression') return [numbersOf(outputs['prediction'], {valid, count, width: 1, at: 0}, Float64Array)];
  const label = outputs['label'];
  const labels: ColumnData =
    target.integerClasses === true
      ? Float64Array.from({length: count}, (_, row) => (valid[row] === 0 ? NaN : Number(label?.data[row])))
      : Array.from({length: count}, (_, row) => (valid[row] === 0 ? null : String(label?.data[row])));
  const width = target.classes?.length ?? 0;
  const shares = Array.from({length: width}, (_, at) =>
    numbersOf(outputs['probabilities'], {valid, count, width, at}, Float32Array),
  );
  return [labels, ...shares];
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
