// The metrics of a validation, in original units: the model's own way from the logits to what it gives to people.
import {makeClassRows, makeLabelRows, metricValues, scoredOutput, type ScoredRows} from '../eval/index.js';
import {encodeModel, extractSubgraph, type Model} from '../onnx/index.js';
import type {ModelSignature, PreparedData} from '../prepare/index.js';
import {createSession} from '../runtime/index.js';

/** Those that cost no sorting: they are computed after every epoch, beside the one monitored. */
const EPOCH_METRICS = ['accuracy', 'subset_accuracy', 'hamming_loss', 'rmse', 'mae'];

export interface Measure {
  /** @param logits - `[rows, outputs]` of all validation rows */
  measure(logits: Float32Array): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}

/** @param monitor - another metric to compute each time, or `loss`, which is none */
export async function createMeasure(
  model: Model,
  signature: ModelSignature,
  {valid, monitor}: {readonly valid: PreparedData; readonly monitor: string},
): Promise<Measure> {
  const wanted = scoredOutput(signature);
  const graph = extractSubgraph(model.graph, [signature.logits], [wanted]);
  const session = await createSession(encodeModel({...model, graph}), {threads: 1});
  return {
    async measure(logits) {
      const dims = [valid.rowCount, logits.length / valid.rowCount];
      const outputs = await session.run({[signature.logits]: {dtype: 'float32', dims, data: logits}});
      const rows = scoredRows(signature, valid, outputs[wanted]?.data as Float32Array | Float64Array);
      if (!rows) return {};
      const values = Object.entries(metricValues(rows, [...EPOCH_METRICS, monitor]));
      return Object.fromEntries(values.filter((entry): entry is [string, number] => entry[1] !== null));
    },
    close: () => session.close(),
  };
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
