// Nodes that give what they are given leave the graph; the names others know of them stay.
import {renameReads, type Graph, type Node} from '../../onnx/index.js';
import type {PassContext} from '../define.js';
import {usesOf} from './uses.js';

/**
 * @param source - the value a node's first output equals; undefined for a node that stays
 * @returns the graph itself when no node could go
 */
export function bypassNodes(graph: Graph, context: PassContext, source: (node: Node) => string | undefined): Graph {
  const uses = usesOf(graph, context);
  const aliases = new Map<string, string>();
  const resolve = (name: string): string => aliases.get(name) ?? name;
  const isTaken = new Set<string>();
  const gone = new Set<Node>();
  for (const node of graph.nodes) {
    const [output = ''] = node.outputs;
    const from = source(node);
    if (from === undefined || output === '') continue;
    const origin = resolve(from);
    if (!uses.isKept(output)) {
      aliases.set(output, origin);
      gone.add(node);
    } else if (uses.maker(origin) && !uses.isKept(origin) && !isTaken.has(origin)) {
      // The name that others know goes to whoever makes the value.
      aliases.set(origin, output);
      for (const [name, target] of aliases) if (target === origin) aliases.set(name, output);
      isTaken.add(output);
      gone.add(node);
    }
  }
  if (gone.size === 0) return graph;
  const nodes = graph.nodes
    .filter((node) => !gone.has(node))
    .map((node) => ({...renameReads(node, resolve), outputs: node.outputs.map(resolve)}));
  return {...graph, nodes};
}
