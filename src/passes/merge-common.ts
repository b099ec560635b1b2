import {innerGraphs, renameReads, type Graph, type Node, type Tensor} from '../onnx/index.js';
import {findOp} from '../ops/index.js';
import {definePass, type PassContext} from './define.js';
import {usesOf, type Uses} from './support/uses.js';

/** Stored tensors of so many elements are compared. */
const SMALL = 1024;

/**
 * Nodes that compute the same from the same become one, and so do small stored integers. Stored floats do not: two equal
 * weights are still two.
 */
export const mergeCommon = definePass({
  name: 'merge-common',
  summary: 'Computes once what several nodes compute alike.',
  purposes: ['training', 'export'],
  run: (graph, context) => {
    const uses = usesOf(graph, context);
    const {isKept} = uses;
    const aliases = sameTensors(graph, context, uses);
    const seen = new Map<string, Node>();
    const nodes: Node[] = [];
    for (const original of graph.nodes) {
      const node = aliases.size === 0 ? original : renameReads(original, (name) => aliases.get(name) ?? name);
      const key = keyOf(node);
      const first = key === undefined ? undefined : seen.get(key);
      if (first && !node.outputs.some(isKept))
        for (const [index, name] of node.outputs.entries()) aliases.set(name, first.outputs[index] ?? '');
      else {
        nodes.push(node);
        if (key !== undefined && !first) seen.set(key, node);
      }
    }
    return aliases.size === 0 ? graph : {...graph, nodes};
  },
});

function sameTensors(graph: Graph, {keep, variables}: PassContext, {readers}: Uses): Map<string, string> {
  const aliases = new Map<string, string>();
  const seen = new Map<string, string>();
  for (const [name, tensor] of graph.initializers) {
    if (keep.has(name) || variables.has(name) || tensor.data.length > SMALL || isFloatingPoint(tensor)) continue;
    const key = textOf(tensor);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, name);
    // One that nobody reads is left to the removal of dead code.
    else if (readers(name).length > 0) aliases.set(name, first);
  }
  return aliases;
}

const isFloatingPoint = ({dtype}: Tensor): boolean => /float|complex/.test(dtype);

/** Equal for nodes of one result; undefined for a node that may not be merged. */
function keyOf(node: Node): string | undefined {
  const definition = findOp(node);
  if (!definition || definition.isRandom === true || innerGraphs(node).length > 0) return undefined;
  const names = Object.keys(node.attributes).sort();
  const attributes = names.map((name) => `${name}=${textOf(node.attributes[name])}`);
  const given = node.outputs.map((name) => (name === '' ? '_' : '*')).join('');
  return JSON.stringify([node.domain, node.opType, node.inputs, given, attributes]);
}

function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return `${String(part)}n`;
    if (Object.is(part, -0)) return '-0';
    if (typeof part === 'number' && !Number.isFinite(part)) return String(part);
    return ArrayBuffer.isView(part) ? Array.from(part as unknown as ArrayLike<unknown>, String) : part;
  });
}
