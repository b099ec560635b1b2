// An existing graph as a builder again, to add to it: gradients to a forward graph, outputs to a model.
import type {Graph} from '../onnx/index.js';
import type {Value} from './define.js';
import {inlineGraph} from './inline-graph.js';
import {OpGraph} from './op-graph.js';

export interface OpenOptions {
  /** Put before the names generated from now on. */
  readonly prefix?: string;
}

/**
 * A builder that holds a copy of a graph: inputs, initializers, nodes (their types inferred again) and names as they
 * are. Outputs are not taken over: declare those wanted.
 *
 * @throws IngotError what inference throws, for a node that cannot be typed
 */
export function openGraph(graph: Graph, options: OpenOptions = {}): OpGraph {
  const g = new OpGraph({name: graph.name, ...options});
  const inputs: [string, Value][] = graph.inputs
    // Before IR version 4 initializers are listed as inputs too.
    .filter(({name}) => !graph.initializers.has(name))
    .map(({name, dtype, shape}) => [name, g.input(name, dtype, shape ?? [])]);
  inlineGraph(g, graph, Object.fromEntries(inputs), {keepsOps: true});
  return g;
}
