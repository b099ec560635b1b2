// What of a model trains: the part between the prepared tensors and the logits, and the weights inside it.
import {extractSubgraph, type Graph, type Model, type Tensor} from '../onnx/index.js';
import {stateInitializers} from '../ops/index.js';
import {writeSignature, type ModelSignature} from '../prepare/index.js';
import type {ChosenLoss} from './choose-loss.js';
import {trainError} from './errors.js';
import type {TensorMap} from './tensors.js';

export interface Network {
  /** Entry tensors `[batch, ...dims]` → logits. */
  readonly graph: Graph;
  /** Names of the initializers that train, in the order of the graph. */
  readonly parameters: readonly string[];
  /** Names of the running statistics: training moves them, but no gradient does. */
  readonly statistics: readonly string[];
  /** Both, by name. */
  readonly weights: TensorMap;
}

/** Unnamed constants of the graph builder: numbers of the formulas, not weights. */
const CONSTANT = /(?:^|[^A-Za-z0-9])const_\d+$/;

/**
 * @throws IngotError `MODEL_UNREACHABLE` when the logits do not follow from the entry tensors,
 * `TRAIN_NETWORK_INVALID` when nothing in between can train
 */
export function openNetwork(model: Model, signature: ModelSignature): Network {
  const graph = extractSubgraph(model.graph, signature.entry, [signature.logits]);
  const weights = new Map<string, Tensor>();
  for (const [name, tensor] of graph.initializers)
    if (tensor.dtype === 'float32' && !CONSTANT.test(name)) weights.set(name, tensor);
  if (weights.size === 0)
    throw trainError(
      'TRAIN_NETWORK_INVALID',
      `Expected float32 weights between the prepared rows and '${signature.logits}', but the model has none.`,
    );
  const statistics = stateInitializers(graph);
  const parameters = [...weights.keys()].filter((name) => !statistics.includes(name));
  return {graph, parameters, statistics, weights};
}

/** The model with other weights, the loss it was trained on and the hashes of what it came from. */
export function withWeights(
  model: Model,
  signature: ModelSignature,
  trained: ChosenLoss & {readonly weights: TensorMap; readonly parents: Readonly<Record<string, string>>},
): Model {
  const {graph} = model;
  const initializers = new Map(graph.initializers);
  for (const [name, tensor] of trained.weights) initializers.set(name, tensor);
  const parents = {...signature.parents, ...trained.parents};
  const {loss, lossOptions} = trained;
  return writeSignature({...model, graph: {...graph, initializers}}, {...signature, loss, lossOptions, parents});
}
