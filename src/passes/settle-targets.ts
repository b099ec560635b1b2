import {freshNames} from '../onnx/index.js';
import type {Content, Dim, KnownValues, Node, Shape, Tensor} from '../onnx/index.js';
import {inferGraph} from '../ops/index.js';
import {definePass} from './define.js';

/**
 * The target of a Reshape or Expand that depends on the batch alone becomes a constant: the batch is then copied (0 in a
 * Reshape, 1 in an Expand) or worked out (-1). So the Shape, Gather and Concat that exporters write before it fall away.
 */
export const settleTargets = definePass({
  name: 'settle-targets',
  summary: 'Stores the targets of Reshape and Expand that depend on one open size.',
  purposes: ['training', 'export'],
  run: (graph, {variables}) => {
    if (!graph.nodes.some((node) => rules.has(ruleKey(node)))) return graph;
    const types = inferGraph(graph, {isTolerant: true, variables});
    const fresh = freshNames(graph);
    const initializers = new Map(graph.initializers);
    const nodes = graph.nodes.map((node) => {
      const settled = settledTarget(node, types);
      if (!settled) return node;
      const name = fresh(`${node.outputs[0] ?? ''}/shape`);
      initializers.set(name, settled);
      return {...node, inputs: [node.inputs[0] ?? '', name]};
    });
    return initializers.size === graph.initializers.size ? graph : {...graph, nodes, initializers};
  },
});

const ruleKey = ({opType, domain}: Node): string => (domain === '' ? opType : '');

type Rule = (target: Content, shape: Shape, node: Node) => readonly number[] | undefined;

const rules = new Map<string, Rule>([
  ['Reshape', settleReshape],
  ['Expand', settleExpand],
]);

function settledTarget(node: Node, types: KnownValues): Tensor | undefined {
  const rule = rules.get(ruleKey(node));
  const [x, target] = node.inputs.map((name) => types.find(name));
  const content = rule && target && types.contentOf(target);
  // A target whose numbers are all known is folded by other passes.
  if (!content?.some((dim) => typeof dim === 'string') || !x?.shape) return undefined;
  const numbers = rule?.(content, x.shape, node);
  return numbers && {dtype: 'int64', dims: [numbers.length], data: BigInt64Array.from(numbers, BigInt)};
}

function settleReshape(target: Content, shape: Shape, {attributes: {allowzero}}: Node): readonly number[] | undefined {
  if (target.includes(0) || (allowzero?.type === 'int' && Number(allowzero.value) !== 0)) return undefined;
  const isCopy = (dim: Dim, axis: number): boolean => typeof dim === 'string' && dim !== '' && dim === shape[axis];
  const copied = target.map((dim, axis) => (isCopy(dim, axis) ? 0 : dim));
  const open = copied.filter((dim) => typeof dim === 'string').length + (copied.includes(-1) ? 1 : 0);
  return open > 1 ? undefined : copied.map((dim) => (typeof dim === 'string' ? -1 : dim));
}

function settleExpand(target: Content, shape: Shape): readonly number[] | undefined {
  const extra = target.length - shape.length;
  const settled = target.map((dim, axis) => (dim !== '' && dim === shape[axis - extra] ? 1 : dim));
  return settled.every((dim) => typeof dim === 'number') ? settled : undefined;
}
