// The passes for export over a model: what only training needs leaves the graph, what depends on no input is computed.
// What the model says about itself, and every tensor its metadata name, stays.
import type {Model} from '../onnx/index.js';
import {optimizeGraph} from '../passes/index.js';
import type {ModelSignature} from '../prepare/index.js';

export interface Stripped {
  readonly model: Model;
  /** By how many nodes the graph is smaller. */
  readonly removedNodes: number;
  /** Stored tensors of the model that are gone. */
  readonly removedInitializers: number;
}

/** @throws IngotError what the runtime throws when the constant part of the model is run */
export async function stripTraining(model: Model, signature: ModelSignature): Promise<Stripped> {
  const keep = [...Object.values(signature.tensors), ...signature.entry, signature.logits];
  const graph = await optimizeGraph(model.graph, {purpose: 'export', opsets: model.opsets, keep});
  return {
    model: {...model, graph},
    removedNodes: model.graph.nodes.length - graph.nodes.length,
    removedInitializers: [...model.graph.initializers.keys()].filter((name) => !graph.initializers.has(name)).length,
  };
}
