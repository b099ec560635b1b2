// Elements known at build time on their way through ops that compute or move them. Without these rules a Reshape to
// `[Shape(x)[0], -1]`, as exporters write it, would have no known size.
import {MOST_CONTENT, dtypeInfo, knownNumber} from '../../onnx/index.js';
import type {Content, Dim, InferContext, OpDefinition, ValueType} from '../define.js';
import {elementsOf} from './flops.js';
import {staticShape} from './shapes.js';

/** For every element of a tensor of `dims`, in order: what `element` gives for its index. */
export function tabulate(dims: readonly number[], element: (index: readonly number[]) => Dim): Content | undefined {
  const count = elementsOf(dims);
  if (count > MOST_CONTENT) return undefined;
  return Array.from({length: count}, (_, at) => element(indexOf(at, dims)));
}

function indexOf(at: number, dims: readonly number[]): number[] {
  const index: number[] = [];
  let rest = at;
  for (const size of dims.toReversed()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}

/** The place of an index in row-major order. */
export function placeOf(index: readonly number[], dims: readonly number[]): number {
  return index.reduce((place, at, axis) => place * (dims[axis] ?? 1) + at, 0);
}

/** The element that multidirectional broadcasting brings to an index of the result. */
export function stretchedElement(content: Content, dims: readonly number[], index: readonly number[]): Dim {
  const own = index.slice(index.length - dims.length);
  return (
    content[
      placeOf(
        dims.map((size, axis) => (size === 1 ? 0 : (own[axis] ?? 0))),
        dims,
      )
    ] ?? ''
  );
}

/** The content of an op with a `fold` rule; undefined where an input's is unknown or the result is large. */
export function foldElementwise(
  fold: NonNullable<OpDefinition['fold']>,
  context: InferContext,
  {dtype, shape}: ValueType,
): Content | undefined {
  const dims = staticShape(shape);
  if (!dims || context.inputs.length === 0 || !isReckoned(dtype)) return undefined;
  const operands: {content: Content; dims: readonly number[]}[] = [];
  for (const input of context.inputs) {
    const content = context.content(input);
    const own = staticShape(input?.shape);
    if (!content || !own || (input && !isReckoned(input.dtype))) return undefined;
    operands.push({content, dims: own});
  }
  const round = dtype === 'float32' ? Math.fround : (value: number): number => value;
  const content = tabulate(dims, (index) => {
    const element = fold(
      operands.map((operand) => stretchedElement(operand.content, operand.dims, index)),
      {dtype, node: context.node},
    );
    return typeof element === 'number' ? knownNumber(round(element)) : element;
  });
  return content?.every((element) => element === '') === true ? undefined : content;
}

/** Dtypes whose arithmetic is JavaScript's, or exact in it. */
function isReckoned(dtype: ValueType['dtype']): boolean {
  const {array, entries} = dtypeInfo(dtype);
  return array !== undefined && entries === 1 && dtype !== 'uint64' && !/^(float8|float16|bfloat)/.test(dtype);
}
