// What nothing needs leaves a graph: nodes, initializers, types of values that are gone.
import {namesRead, type Graph} from '../../onnx/index.js';
import type {PassContext} from '../define.js';

/** Kept values and variables stay, whether an output needs them or not. */
export function pruneGraph(graph: Graph, {keep, variables}: Pick<PassContext, 'keep' | 'variables'>): Graph {
  const needed = new Set([...graph.outputs.map(({name}) => name), ...keep, ...variables]);
  const nodes = graph.nodes
    .toReversed()
    .filter((node) => {
      if (!node.outputs.some((name) => needed.has(name))) return false;
      for (const name of namesRead(node)) needed.add(name);
      return true;
    })
    .reverse();
  const initializers = [...graph.initializers].filter(([name]) => needed.has(name));
  if (nodes.length === graph.nodes.length && initializers.length === graph.initializers.size) return graph;
  return withoutStrayTypes({...graph, nodes, initializers: new Map(initializers)});
}

/** Types only of values the graph still has. */
export function withoutStrayTypes(graph: Graph): Graph {
  const known = new Set([
    ...graph.inputs.map(({name}) => name),
    ...graph.initializers.keys(),
    ...graph.nodes.flatMap(({outputs}) => outputs),
  ]);
  const values = [...graph.values].filter(([name]) => known.has(name));
  return values.length === graph.values.size ? graph : {...graph, values: new Map(values)};
}
