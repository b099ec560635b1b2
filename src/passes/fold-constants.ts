import {IngotError} from '../core/index.js';
import {dtypeInfo, innerGraphs, type Graph, type KnownValues, type Node, type Value} from '../onnx/index.js';
import {findOp, inferGraph} from '../ops/index.js';
import {isExchanged} from '../runtime/index.js';
import {definePass, type PassContext} from './define.js';
import {storeValues} from './fold-shapes.js';
import {usesOf} from './support/uses.js';

/** A result above this size is stored only where it takes no more room than what it is computed from. */
const LARGE_BYTES = 1 << 20;

/**
 * Runs the part of a graph that depends on no input and no variable, once, in ONNX Runtime, and stores its results: the
 * numbers are those the graph itself would have computed.
 */
export const foldConstants = definePass({
  name: 'fold-constants',
  summary: 'Runs what depends on no input once, and stores the results.',
  purposes: ['training', 'export'],
  run: async (graph, context) => {
    const part = constantPart(graph, context);
    if (part.outputs.length === 0) return graph;
    try {
      const results = await context.evaluate(part);
      return storeValues(graph, new Map(Object.entries(results)));
    } catch (error) {
      // No kernel for a dtype, say: then the graph cannot run it either, or runs it elsewhere; it stays as it is.
      if (error instanceof IngotError) return graph;
      throw error;
    }
  },
});

function constantPart(graph: Graph, context: PassContext): Graph {
  const types = inferGraph(graph, {isTolerant: true, variables: context.variables});
  const {isKept, readers} = usesOf(graph, context);
  const constants = new Set([...graph.initializers.keys()].filter((name) => !context.variables.has(name)));
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    if (!isFoldable(node, constants, isKept) || !isStorable(node, types)) continue;
    nodes.push(node);
    for (const name of node.outputs) constants.add(name);
  }
  const chosen = new Set(nodes);
  const read = new Set(nodes.flatMap(({inputs}) => inputs));
  const outputs = nodes
    .flatMap((node) => node.outputs)
    .filter((name) => readers(name).some((reader) => !chosen.has(reader)))
    .map((name): Value => types.find(name) ?? {name, dtype: 'float32', shape: undefined, kind: 'untyped'});
  const initializers = new Map([...graph.initializers].filter(([name]) => read.has(name)));
  return {name: 'constants', inputs: [], outputs, nodes, initializers, values: new Map()};
}

function isFoldable(node: Node, constants: ReadonlySet<string>, isKept: (name: string) => boolean): boolean {
  const definition = findOp(node);
  return (
    definition !== undefined &&
    definition.isRandom !== true &&
    innerGraphs(node).length === 0 &&
    node.inputs.every((name) => name === '' || constants.has(name)) &&
    node.outputs.every((name) => name !== '' && !isKept(name))
  );
}

/** Whether its results can leave the runtime, and are worth storing. */
function isStorable(node: Node, types: KnownValues): boolean {
  const sizeOf = (name: string): number => bytesOf(types.find(name));
  const given = node.inputs.filter((name) => name !== '').reduce((sum, name) => sum + sizeOf(name), 0);
  const isReadable = node.outputs.every((name) => isExchanged(types.find(name)?.dtype ?? ''));
  return isReadable && node.outputs.reduce((sum, name) => sum + sizeOf(name), 0) <= Math.max(given, LARGE_BYTES);
}

/** Infinite where a size is unknown. */
function bytesOf(value: Value | undefined): number {
  const count = value?.shape?.reduce<number>((product, dim) => (typeof dim === 'number' ? product * dim : Infinity), 1);
  if (!value || count === undefined) return Infinity;
  const {array, entries} = dtypeInfo(value.dtype);
  return count * entries * (array?.BYTES_PER_ELEMENT ?? 16);
}
