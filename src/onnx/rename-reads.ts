// Other names for the values a node reads, those its subgraphs take from around it included.
import type {Attribute, Attributes, Graph, Node} from './types.js';

/** @param rename - the new name of a value, or the old one */
export function renameReads(node: Node, rename: (name: string) => string): Node {
  return {
    ...node,
    inputs: node.inputs.map((name) => (name === '' ? '' : rename(name))),
    attributes: renameCaptured(node.attributes, rename),
  };
}

/** Subgraphs use values of the enclosing graph by name; those that were renamed there are renamed here. */
function renameCaptured(attributes: Attributes, rename: (name: string) => string): Attributes {
  const entries = Object.entries(attributes).map(([name, attribute]): [string, Attribute] => {
    if (attribute.type === 'graph') return [name, {type: 'graph', value: renameFree(attribute.value, rename)}];
    if (attribute.type === 'graphs')
      return [name, {type: 'graphs', value: attribute.value.map((graph) => renameFree(graph, rename))}];
    return [name, attribute];
  });
  return Object.fromEntries(entries);
}

function renameFree(graph: Graph, rename: (name: string) => string): Graph {
  const own = new Set([
    ...graph.inputs.map(({name}) => name),
    ...graph.initializers.keys(),
    ...graph.nodes.flatMap(({outputs}) => outputs),
  ]);
  const free = (name: string): string => (name === '' || own.has(name) ? name : rename(name));
  const nodes = graph.nodes.map((node) => renameReads(node, free));
  const outputs = graph.outputs.map((output) => ({...output, name: free(output.name)}));
  return {...graph, nodes, outputs};
}
