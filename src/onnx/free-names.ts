// Which names a node takes from around it: its inputs and what the graphs inside it use of the graph outside.
import type {Attribute, Graph, Node} from './types.js';

export function innerGraphs(node: Node): readonly Graph[] {
  return Object.values(node.attributes).flatMap(graphsOf);
}

function graphsOf(attribute: Attribute): readonly Graph[] {
  if (attribute.type === 'graph') return [attribute.value];
  return attribute.type === 'graphs' ? attribute.value : [];
}

/** All nodes of a list, and those of the graphs inside them. */
export function allNodes(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node) => [node, ...innerGraphs(node).flatMap((graph) => allNodes(graph.nodes))]);
}

/** @returns the names the node reads from the graph it stands in, absent inputs left out */
export function namesRead(node: Node): ReadonlySet<string> {
  const names = new Set(node.inputs.filter((name) => name !== ''));
  for (const graph of innerGraphs(node)) for (const name of freeNames(graph)) names.add(name);
  return names;
}

/** @returns the names a subgraph reads from the graphs around it */
export function freeNames(graph: Graph): ReadonlySet<string> {
  const bound = new Set([...graph.inputs.map(({name}) => name), ...graph.initializers.keys()]);
  const free = new Set<string>();
  for (const node of graph.nodes) {
    for (const name of namesRead(node)) if (!bound.has(name)) free.add(name);
    for (const name of node.outputs) bound.add(name);
  }
  for (const {name} of graph.outputs) if (!bound.has(name)) free.add(name);
  return free;
}
