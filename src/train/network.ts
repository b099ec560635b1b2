// What of a model trains: the part between the prepared tensors and the logits, and the weights inside it.
import {extractSubgraph, type Graph, type Model, type Node, type Tensor} from '../onnx/index.js';
import {findOp, stateInitializers} from '../ops/index.js';
import {writeSignature, type ModelSignature} from '../prepare/index.js';
import {adapterOf} from '../surgery/index.js';
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
 * Of a model with adapters only these train, and batch normalization stays at its running statistics.
 *
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
  const adapters = adapterOf(model)?.weights.flatMap(({down, up}) => [down, up]);
  const states = stateInitializers(graph);
  const parameters = [...weights.keys()].filter((name) =>
    adapters ? adapters.includes(name) : !states.includes(name),
  );
  const statistics = movingStatistics(graph, new Set(parameters));
  const kept = new Set([...parameters, ...statistics]);
  return {graph, parameters, statistics, weights: new Map([...weights].filter(([name]) => kept.has(name)))};
}

/** Running statistics of the nodes that train; where all else of a node is frozen, what it remembers is too. */
export function movingStatistics(graph: Graph, parameters: ReadonlySet<string>): string[] {
  const nodes = graph.nodes.filter((node) => !isFrozen(node, parameters));
  return stateInitializers({...graph, nodes});
}

/** Whether a node that remembers something of earlier batches has no weight that trains. */
function isFrozen(node: Node, parameters: ReadonlySet<string>): boolean {
  return findOp(node)?.stateInputs !== undefined && !node.inputs.some((name) => parameters.has(name));
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
