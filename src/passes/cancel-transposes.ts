import {freshNames} from '../onnx/index.js';
import type {Graph, KnownValues, Node} from '../onnx/index.js';
import {findOp, inferGraph} from '../ops/index.js';
import {definePass} from './define.js';
import {pruneGraph} from './support/prune.js';
import {usesOf, type Uses} from './support/uses.js';

/**
 * Two Transposes in a row become one, and a Transpose moves behind elementwise ops where it meets another there. So the
 * pairs that exporters from channels-last frameworks leave around every layer cancel.
 */
export const cancelTransposes = definePass({
  name: 'cancel-transposes',
  summary: 'Joins Transposes in a row, and moves them together through elementwise ops.',
  purposes: ['training', 'export'],
  run: (graph, context) => {
    let current = graph;
    for (;;) {
      if (current.nodes.filter(isTranspose).length < 2) return current;
      const uses = usesOf(current, context);
      const types = inferGraph(current, {isTolerant: true, variables: context.variables});
      const next = joinPair(current, uses) ?? pushThrough(current, uses, types);
      if (!next) return current;
      current = pruneGraph(next, context);
    }
  },
});

const isTranspose = ({opType, domain}: Node): boolean => opType === 'Transpose' && domain === '';

function permOf(node: Node): readonly number[] | undefined {
  const {perm} = node.attributes;
  return perm?.type === 'ints' ? perm.value.map(Number) : undefined;
}

/** All pairs at once; three in a row take two turns. */
function joinPair(graph: Graph, uses: Uses): Graph | undefined {
  const joined = new Set<string>();
  const nodes = graph.nodes.map((second) => {
    const first = isTranspose(second) ? uses.maker(second.inputs[0] ?? '') : undefined;
    const [inner, outer] = [first && isTranspose(first) ? permOf(first) : undefined, permOf(second)];
    if (!first || !inner || inner.length !== outer?.length || joined.has(first.outputs[0] ?? '')) return second;
    joined.add(second.outputs[0] ?? '');
    const perm = outer.map((axis) => inner[axis] ?? 0);
    return {...second, inputs: [first.inputs[0] ?? ''], attributes: {perm: {type: 'ints', value: perm} as const}};
  });
  return joined.size === 0 ? undefined : {...graph, nodes};
}

/** The first elementwise op whose operands are all transposed alike, or scalars, and behind which a Transpose follows. */
function pushThrough(graph: Graph, uses: Uses, types: KnownValues): Graph | undefined {
  for (const node of graph.nodes) {
    const above = transposesAbove(node, uses, types);
    const [first] = above.values();
    const [output = ''] = node.outputs;
    const perm = first && permOf(first);
    if (!perm || node.outputs.length !== 1 || !leadsToTranspose(output, {perm, uses, types})) continue;
    const inner = freshNames(graph)(`${output}/before`);
    const moved: Node = {
      ...node,
      inputs: node.inputs.map((name) => above.get(name)?.inputs[0] ?? name),
      outputs: [inner],
    };
    const behind: Node = {...first, inputs: [inner], outputs: [output]};
    const gone = new Set(above.values());
    const nodes = graph.nodes.flatMap((each) => (each === node ? [moved, behind] : gone.has(each) ? [] : [each]));
    return {...graph, nodes};
  }
  return undefined;
}

/** By the operand they make; empty when an operand is neither transposed alike nor a scalar. */
function transposesAbove(node: Node, uses: Uses, types: KnownValues): ReadonlyMap<string, Node> {
  const above = new Map<string, Node>();
  if (findOp(node)?.isElementwise !== true) return above;
  let perm: readonly number[] | undefined;
  for (const name of node.inputs) {
    if (name === '' || isScalar(name, types)) continue;
    const maker = uses.maker(name);
    const own = maker && isTranspose(maker) && uses.onlyReader(name) === node ? permOf(maker) : undefined;
    if (!maker || !own || (perm && perm.join() !== own.join())) return new Map();
    perm = own;
    above.set(name, maker);
  }
  return above;
}

/** Of rank 0: any other could be stretched along an axis that moves. */
const isScalar = (name: string, types: KnownValues): boolean => types.find(name)?.shape?.length === 0;

/** Whether a Transpose follows by elementwise ops alone, the other operands of which could be transposed alike. */
function leadsToTranspose(name: string, way: Way): boolean {
  const {uses, types} = way;
  const reader = uses.onlyReader(name);
  if (!reader) return false;
  if (isTranspose(reader)) return true;
  const others = reader.inputs.filter((input) => input !== name && input !== '');
  return (
    findOp(reader)?.isElementwise === true &&
    others.every((other) => isScalar(other, types) || comesFromTranspose(other, reader, way)) &&
    leadsToTranspose(reader.outputs[0] ?? '', way)
  );
}

/** Whether a value that `reader` alone reads is made by elementwise ops from what is transposed in the same way. */
function comesFromTranspose(name: string, reader: Node, way: Way): boolean {
  const {perm, uses, types} = way;
  const maker = uses.onlyReader(name) === reader ? uses.maker(name) : undefined;
  if (!maker) return false;
  if (isTranspose(maker)) return permOf(maker)?.join() === perm.join();
  const operands = maker.inputs.filter((input) => input !== '' && !isScalar(input, types));
  return (
    findOp(maker)?.isElementwise === true &&
    maker.outputs.length === 1 &&
    operands.length > 0 &&
    operands.every((operand) => comesFromTranspose(operand, maker, way))
  );
}

interface Way {
  readonly perm: readonly number[];
  readonly uses: Uses;
  readonly types: KnownValues;
}
