// A whole model over a dataset, batch by batch: what eval, predict, export parity and the server share.
import {assertBalanced, sliceRows, type Batch, type Dataset} from '../data/index.js';
import {encodeModel, extractSubgraph, type Model, type Tensor} from '../onnx/index.js';
import {createSession, type Device} from '../runtime/index.js';
import {bindDataset} from './binding.js';
import {createObserver, type Observations} from './observations.js';
import {targetsPerRow, type ModelSignature} from './signature.js';

export interface RunOptions {
  readonly device?: Device | undefined;
  readonly threads?: number | undefined;
  /** Rows a run; default 8192. */
  readonly batchSize?: number | undefined;
  /** Tensors wanted; default the outputs of the graph. */
  readonly outputs?: readonly string[] | undefined;
  /** Counts to add to, see `createObservations`. */
  readonly observations?: Observations | undefined;
}

export interface ModelBatch {
  /** The rows, as the dataset has them. */
  readonly batch: Batch;
  /** By tensor name; the first dimension is the rows of `batch`, unusable ones included. */
  readonly outputs: Record<string, Tensor>;
  /** 0 for rows that lack a value the model needs: their outputs mean nothing. */
  readonly valid: Uint8Array;
}

const DEFAULT_BATCH_SIZE = 8192;
/** Of rows that each have a target a step, fewer at a time: every step has logits of its own. */
const MOST_TARGETS = 16_384;

/**
 * Runs the model from wherever the data have got to.
 *
 * @throws IngotError `COLUMN_MISSING`, `STAGE_MISMATCH`, `KIND_MISMATCH`, and what the runtime throws
 */
export async function* runModelOnDataset(
  model: Model,
  signature: ModelSignature,
  dataset: Dataset,
  options: RunOptions = {},
): AsyncGenerator<ModelBatch> {
  const binding = bindDataset(signature, dataset);
  const wanted = options.outputs ?? model.graph.outputs.map(({name}) => name);
  const graph = extractSubgraph(
    model.graph,
    binding.inputs.map(({tensor}) => tensor),
    wanted,
  );
  const {device, threads} = options;
  const most = Math.max(1, Math.floor(MOST_TARGETS / targetsPerRow(signature)));
  const batchSize = Math.min(options.batchSize ?? DEFAULT_BATCH_SIZE, most);
  const session = await createSession(encodeModel({...model, graph}), {device, threads});
  const observe = options.observations && createObserver(signature, binding, options.observations);
  let rows = 0;
  try {
    for await (const whole of dataset.batches()) {
      rows += whole.rowCount;
      for (let start = 0; start < whole.rowCount; start += batchSize) {
        const batch = whole.rowCount <= batchSize ? whole : sliceRows(whole, start, start + batchSize);
        const valid = binding.validRows(batch);
        observe?.(batch, valid);
        yield {batch, outputs: await session.run(binding.feeds(batch), wanted), valid};
      }
    }
    assertBalanced(dataset.ledger, `a model over ${dataset.name}`, rows);
  } finally {
    await session.close();
  }
}
