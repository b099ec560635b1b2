import type {Graph} from '../../onnx/index.js';
import {innerGraphs} from '../../onnx/index.js';

/**
 * Names that no value of the graph or of its subgraphs has, made from a base and a number: the same for the same graph.
 */
export function freshNames(graph: Graph): (base: string) => string {
  const taken = new Set(namesOf(graph));
  return (base) => {
    let count = 0;
    while (taken.has(`${base}_${String(count)}`)) count += 1;
    const name = `${base}_${String(count)}`;
    taken.add(name);
    return name;
  };
}

function namesOf(graph: Graph): string[] {
  return [
    ...graph.inputs.map(({name}) => name),
    ...graph.outputs.map(({name}) => name),
    ...graph.initializers.keys(),
    ...graph.values.keys(),
    ...graph.nodes.flatMap((node) => [node.name, ...node.outputs, ...innerGraphs(node).flatMap(namesOf)]),
  ];
}
