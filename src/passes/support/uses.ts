// Who reads what in a graph.
import {namesRead, type Graph, type Node} from '../../onnx/index.js';
import type {PassContext} from '../define.js';

export interface Uses {
  /** The node that makes a value. */
  readonly maker: (name: string) => Node | undefined;
  /** Nodes that read a value, a node with two reads once; subgraphs count for their node. */
  readonly readers: (name: string) => readonly Node[];
  /** Whether a value is known outside by name: an output of the graph, or kept. */
  readonly isKept: (name: string) => boolean;
  /** The one node that reads a value nobody else knows. */
  readonly onlyReader: (name: string) => Node | undefined;
}

export function usesOf(graph: Graph, {keep}: Pick<PassContext, 'keep'>): Uses {
  const outputs = new Set(graph.outputs.map(({name}) => name));
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const readers = new Map<string, Node[]>();
  for (const node of graph.nodes)
    for (const name of namesRead(node)) {
      const known = readers.get(name);
      if (known) known.push(node);
      else readers.set(name, [node]);
    }
  const readersOf = (name: string): readonly Node[] => readers.get(name) ?? [];
  const isKept = (name: string): boolean => outputs.has(name) || keep.has(name);
  return {
    maker: (name) => (name === '' ? undefined : makers.get(name)),
    readers: readersOf,
    isKept,
    onlyReader: (name) => (isKept(name) || readersOf(name).length !== 1 ? undefined : readersOf(name)[0]),
  };
}
