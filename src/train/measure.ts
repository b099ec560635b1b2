// The metrics of a validation, in original units: the model's own way from the logits to what it gives to people.
import {invariant} from '../core/index.js';
import {
  createTokenMeter,
  makeClassRows,
  makeLabelRows,
  metricValues,
  scoredOutput,
  type ScoredRows,
} from '../eval/index.js';
import {encodeModel, extractSubgraph, type Model, type Tensor} from '../onnx/index.js';
import type {ModelSignature, PreparedData} from '../prepare/index.js';
import {createSession} from '../runtime/index.js';

/** Those that cost no sorting: they are computed after every epoch, beside the one monitored. */
const EPOCH_METRICS = ['accuracy', 'subset_accuracy', 'hamming_loss', 'perplexity', 'token_accuracy', 'rmse', 'mae'];

export interface Measure {
  /**
   * @param logits - of some validation rows in their order, `[rows, outputs]`, of a language model `[rows·steps, outputs]`
   * @param begin - the first of them
   */
  add(logits: Tensor, begin: number): Promise<void>;
  /** Of all rows added; the next begin anew. */
  finish(): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}

/** @param monitor - another metric to compute each time, or `loss`, which is none */
export async function createMeasure(
  model: Model,
  signature: ModelSignature,
  {valid, monitor}: {readonly valid: PreparedData; readonly monitor: string},
): Promise<Measure> {
  const names = [...EPOCH_METRICS, monitor];
  if (signature.task === 'language-model') return measureTokens(signature, valid, names);
  const wanted = scoredOutput(signature);
  const graph = extractSubgraph(model.graph, [signature.logits], [wanted]);
  const session = await createSession(encodeModel({...model, graph}), {threads: 1});
  let all = new Float32Array();
  return {
    add({data, dims}, begin) {
      const [, width = 1] = dims;
      if (begin === 0) all = new Float32Array(valid.rowCount * width);
      all.set(data as Float32Array, begin * width);
      return Promise.resolve();
    },
    async finish() {
      const dims = [valid.rowCount, all.length / valid.rowCount];
      const outputs = await session.run({[signature.logits]: {dtype: 'float32', dims, data: all}});
      const rows = scoredRows(signature, valid, outputs[wanted]?.data as Float32Array | Float64Array);
      return rows ? definedValues(rows, names) : {};
    },
    close: () => session.close(),
  };
}

/** Part by part: the logits of every step of all rows may not fit. */
async function measureTokens(
  signature: ModelSignature,
  {target, targetsPerRow: steps}: PreparedData,
  names: readonly string[],
): Promise<Measure> {
  invariant(target instanceof Int32Array, 'tokens');
  let meter = await createTokenMeter(signature);
  return {
    async add(logits, begin) {
      const rowCount = (logits.dims[0] ?? 0) / steps;
      const own = target.subarray(begin * steps, (begin + rowCount) * steps);
      await meter.add(
        logits,
        own,
        Array.from({length: rowCount}, (_, row) => row),
      );
    },
    async finish() {
      const values = definedValues(meter.rows(), names);
      await meter.close();
      meter = await createTokenMeter(signature);
      return values;
    },
    close: () => meter.close(),
  };
}

function definedValues(rows: ScoredRows, names: readonly string[]): Readonly<Record<string, number>> {
  const values = Object.entries(metricValues(rows, names));
  return Object.fromEntries(values.filter((entry): entry is [string, number] => entry[1] !== null));
}

function scoredRows(
  signature: ModelSignature,
  {target, rawTarget}: PreparedData,
  outputs: Float32Array | Float64Array,
): ScoredRows | undefined {
  if (signature.task === 'classification')
    return target instanceof Int32Array ? makeClassRows(signature.target.classes ?? [], target, outputs) : undefined;
  if (signature.task === 'multilabel') return target && makeLabelRows(signature.target.classes ?? [], target, outputs);
  return rawTarget && {task: 'regression', targets: rawTarget, predictions: Float64Array.from(outputs)};
}
