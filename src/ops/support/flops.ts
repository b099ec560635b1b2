// Counting floating-point operations: a multiplication and an addition are two, any other function of a number (a
// comparison, exp, tanh …) is one, moving data is none.
import type {Node, Shape} from '../../onnx/index.js';
import type {FlopCount} from '../define.js';
import {findOp} from '../infer.js';
import {staticShape} from './shapes.js';

export const elementsOf = (dims: readonly number[]): number => dims.reduce((product, size) => product * size, 1);

/** So many for each element of the result. */
export const perOutput =
  (each: number): FlopCount =>
  ({output}) =>
    each * elementsOf(output);

/** One for each element of the first input: sums, largest elements. */
export const perInput: FlopCount = ({inputs: [first]}) => elementsOf(first ?? []);

/** A matrix product: two for each element of the result and each element of the inner axis. */
export const perProduct: FlopCount = ({inputs: [first, , bias], output, transA}) => {
  const inner = transA ? first?.at(-2) : first?.at(-1);
  return elementsOf(output) * (2 * (inner ?? 1) + (bias ? 1 : 0));
};

/** A convolution: two for each element of the result and each tap of its weights `[output, input / group, …kernel]`. */
export const perTap: FlopCount = ({inputs: [, weight, bias], output}) =>
  elementsOf(output) * (2 * elementsOf(weight?.slice(1) ?? []) + (bias ? 1 : 0));

/** A transposed one: two for each element of x and each tap of its weights `[input, output / group, …kernel]`. */
export const perTapOfInput: FlopCount = ({inputs: [x, weight, bias], output}) =>
  2 * elementsOf(x ?? []) * elementsOf(weight?.slice(1) ?? []) + (bias ? elementsOf(output) : 0);

/**
 * Operations of one node.
 *
 * @param shapeOf - the sizes of a value, those of the batch replaced by a number
 * @returns undefined for an op ingot does not know, or where a size is unknown
 */
export function countFlops(node: Node, shapeOf: (name: string) => Shape | undefined): number | undefined {
  const definition = findOp(node);
  if (!definition) return undefined;
  if (!definition.flops) return 0;
  const inputs = node.inputs.map((name) => (name === '' ? undefined : staticShape(shapeOf(name))));
  const output = staticShape(shapeOf(node.outputs[0] ?? ''));
  if (!output || node.inputs.some((name, index) => name !== '' && inputs[index] === undefined)) return undefined;
  const {transA} = node.attributes;
  return definition.flops({inputs, output, transA: transA?.type === 'int' && Number(transA.value) !== 0});
}
