// Names for values that are added to what exists already.
import {innerGraphs} from './free-names.js';
import type {Graph, ModelFunction} from './types.js';

/**
 * Names that no value of the graphs and functions, nor of the graphs inside them, has, made from a base and a number: the
 * same for the same graphs.
 */
export function freshNames(...parts: readonly (Graph | ModelFunction)[]): (base: string) => string {
  const taken = new Set(parts.flatMap((part) => ('initializers' in part ? namesOfGraph(part) : namesOfFunction(part))));
  return (base) => {
    let count = 0;
    while (taken.has(`${base}_${String(count)}`)) count += 1;
    const name = `${base}_${String(count)}`;
    taken.add(name);
    return name;
  };
}

function namesOfGraph(graph: Graph): string[] {
  return [
    ...graph.inputs.map(({name}) => name),
    ...graph.outputs.map(({name}) => name),
    ...graph.initializers.keys(),
    ...graph.values.keys(),
    ...namesOfNodes(graph),
  ];
}

function namesOfFunction(each: ModelFunction): string[] {
  return [...each.inputs, ...each.outputs, ...namesOfNodes(each)];
}

function namesOfNodes({nodes}: Pick<Graph, 'nodes'>): string[] {
  return nodes.flatMap((node) => [
    node.name,
    ...node.inputs,
    ...node.outputs,
    ...innerGraphs(node).flatMap(namesOfGraph),
  ]);
}
