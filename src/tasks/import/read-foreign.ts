// A file of whatever origin as a graph that can train: float32, weights as initializers, in inference mode, open batch.
import type {Model} from '../../onnx/index.js';
import {checkModel, convertOpset, readModel} from '../../onnx/index.js';
import {OPSET} from '../../ops/index.js';
import {optimizeGraph} from '../../passes/index.js';
import {
  checkOpenBatch,
  fixedBatch,
  liftWeights,
  storeFilled,
  openBatch,
  refuseQuantized,
  toFloat32,
  toInferenceMode,
} from '../../surgery/index.js';

/** Before version 4 of the representation every initializer had to be an input too. */
const IR_VERSION = 8;

export interface ForeignModel {
  readonly model: Model;
  /** What was found and changed, for people. */
  readonly notes: readonly string[];
}

/** @throws IngotError `MODEL_QUANTIZED`, `MODEL_BATCH_FIXED`, and what reading throws */
export async function readForeign(path: string): Promise<ForeignModel> {
  const file = await readModel(path);
  checkModel(file);
  refuseQuantized(file.graph);
  const notes: string[] = [];
  const plain = toFloat32(file.graph);
  if (plain.changed.length > 0) notes.push(`Numbers of ${plain.changed.join(' and ')} became float32, which trains.`);
  const still = toInferenceMode(plain.graph);
  if (still.changed > 0)
    notes.push(`${String(still.changed)} nodes were exported in training mode; training brings that about by itself.`);
  const lifted = {
    ...file,
    irVersion: Math.max(file.irVersion, IR_VERSION),
    graph: storeFilled(liftWeights(still.graph)),
  };
  const raised = (file.opsets[''] ?? OPSET) < OPSET ? convertOpset(lifted) : lifted;
  if (raised !== lifted) notes.push(`Raised from opset ${String(file.opsets[''])} to ${String(raised.opsets[''])}.`);
  // Weights that are computed from constants (transposed, or filled) become weights themselves.
  const folded = await optimizeGraph(raised.graph, {purpose: 'training', opsets: raised.opsets});
  const graph = liftWeights(folded, new Set(raised.graph.initializers.keys()));
  const model = {...raised, graph};
  const batch = fixedBatch(graph);
  if (batch === undefined) return {model, notes};
  const opened = {...model, graph: openBatch(graph, batch)};
  await checkOpenBatch(model, opened, batch);
  notes.push(
    `Exported for ${String(batch)} row${batch === 1 ? '' : 's'} at a time: opened to any number, which gives the same.`,
  );
  return {model: opened, notes};
}
