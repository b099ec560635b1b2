// The graph builder every layer above uses: GraphBuilder with the op registry's inference and short forms for the
// common ops. Only standard operators; everything stays inside opset 18 (see ARCHITECTURE.md, GPU).
import {GraphBuilder, float} from '../onnx/builder.js';
import type {DType, Value} from '../onnx/types.js';
import {DTYPE_CODE, numbers} from './dtypes.js';
import {inferNode} from './infer.js';

export const OPSET = 18;

export interface GemmOptions {
  readonly c?: Value;
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly alpha?: number;
}

export class OpGraph extends GraphBuilder {
  constructor(options: {readonly name?: string; readonly prefix?: string} = {}) {
    super({...options, infer: inferNode});
  }

  /** A constant scalar `[]` of the dtype given (default: float32). */
  scalar(value: number, dtype: DType = 'float32'): Value {
    return this.constant(dtype, [], numbers(dtype, [value]));
  }

  /** A constant float or integer vector or matrix. */
  numbers(values: readonly number[], dtype: DType = 'float32', dims: readonly number[] = [values.length]): Value {
    return this.constant(dtype, dims, numbers(dtype, values));
  }

  /** A constant int64 vector: axes, shapes, indices. */
  ints(values: readonly number[]): Value {
    return this.constant('int64', [values.length], BigInt64Array.from(values, BigInt));
  }

  add(a: Value, b: Value): Value {
    return this.op('Add', [a, b]);
  }
  sub(a: Value, b: Value): Value {
    return this.op('Sub', [a, b]);
  }
  mul(a: Value, b: Value): Value {
    return this.op('Mul', [a, b]);
  }
  div(a: Value, b: Value): Value {
    return this.op('Div', [a, b]);
  }
  /** a · value, for a constant of a's dtype. */
  scale(a: Value, value: number): Value {
    return value === 1 ? a : this.mul(a, this.scalar(value, a.dtype));
  }
  /** a + value, for a constant of a's dtype. */
  shift(a: Value, value: number): Value {
    return value === 0 ? a : this.add(a, this.scalar(value, a.dtype));
  }
  neg(a: Value): Value {
    return this.op('Neg', [a]);
  }
  sqrt(a: Value): Value {
    return this.op('Sqrt', [a]);
  }
  exp(a: Value): Value {
    return this.op('Exp', [a]);
  }
  log(a: Value): Value {
    return this.op('Log', [a]);
  }
  abs(a: Value): Value {
    return this.op('Abs', [a]);
  }
  identity(a: Value, name?: string): Value {
    return this.op('Identity', [a], {}, name === undefined ? {} : {outputs: [name]});
  }
  matMul(a: Value, b: Value): Value {
    return this.op('MatMul', [a, b]);
  }
  transpose(a: Value, perm?: readonly number[]): Value {
    return this.op('Transpose', [a], {perm});
  }
  /** Sum over axes (all when undefined). */
  reduceSum(a: Value, axes?: readonly number[], keepdims = false): Value {
    return this.reduce('ReduceSum', a, axes, keepdims);
  }
  reduceMean(a: Value, axes?: readonly number[], keepdims = false): Value {
    return this.reduce('ReduceMean', a, axes, keepdims);
  }
  cast(a: Value, dtype: DType): Value {
    return a.dtype === dtype ? a : this.op('Cast', [a], {to: DTYPE_CODE[dtype]});
  }
  concat(values: readonly Value[], axis: number): Value {
    const [only] = values;
    return values.length === 1 && only ? only : this.op('Concat', values, {axis});
  }
  gather(data: Value, indices: Value, axis = 0): Value {
    return this.op('Gather', [data, indices], {axis});
  }
  reshape(a: Value, shape: readonly number[]): Value {
    return this.op('Reshape', [a, this.ints(shape)]);
  }
  where(condition: Value, a: Value, b: Value): Value {
    return this.op('Where', [condition, a, b]);
  }
  greater(a: Value, b: Value): Value {
    return this.op('Greater', [a, b]);
  }
  less(a: Value, b: Value): Value {
    return this.op('Less', [a, b]);
  }
  equal(a: Value, b: Value): Value {
    return this.op('Equal', [a, b]);
  }
  not(a: Value): Value {
    return this.op('Not', [a]);
  }
  isNaN(a: Value): Value {
    return this.op('IsNaN', [a]);
  }
  relu(a: Value): Value {
    return this.op('Relu', [a]);
  }
  sigmoid(a: Value): Value {
    return this.op('Sigmoid', [a]);
  }
  tanh(a: Value): Value {
    return this.op('Tanh', [a]);
  }
  sign(a: Value): Value {
    return this.op('Sign', [a]);
  }
  softmax(a: Value, axis = -1): Value {
    return this.op('Softmax', [a], {axis});
  }
  logSoftmax(a: Value, axis = -1): Value {
    return this.op('LogSoftmax', [a], {axis});
  }
  /** alpha · a' b' + c, where ' is the transpose asked for; a and b are matrices. */
  gemm(a: Value, b: Value, options: GemmOptions = {}): Value {
    const {c, transA, transB, alpha} = options;
    return this.op('Gemm', [a, b, c], {
      transA: transA === true ? 1 : undefined,
      transB: transB === true ? 1 : undefined,
      alpha: alpha === undefined || alpha === 1 ? undefined : float(alpha),
    });
  }
  reduceMax(a: Value, axes?: readonly number[], keepdims = false): Value {
    return this.reduce('ReduceMax', a, axes, keepdims);
  }
  squeeze(a: Value, axes: readonly number[]): Value {
    return this.op('Squeeze', [a, this.ints(axes)]);
  }
  unsqueeze(a: Value, axes: readonly number[]): Value {
    return this.op('Unsqueeze', [a, this.ints(axes)]);
  }
  max(a: Value, b: Value): Value {
    return this.op('Max', [a, b]);
  }
  min(a: Value, b: Value): Value {
    return this.op('Min', [a, b]);
  }
  and(a: Value, b: Value): Value {
    return this.op('And', [a, b]);
  }
  /** The sizes of `a` as int64 `[rank]`, or those of axes `start ≤ axis < end`. */
  shapeOf(a: Value, start?: number, end?: number): Value {
    return this.op('Shape', [a], {start, end});
  }

  private reduce(opType: string, a: Value, axes: readonly number[] | undefined, keepdims: boolean): Value {
    // Of an empty tensor the runtime (1.30) leaves axes counted from the end unreduced.
    const rank = a.shape?.length ?? 0;
    const positive = axes?.map((axis) => (axis < 0 ? axis + rank : axis));
    return this.op(opType, [a, positive && this.ints(positive)], {keepdims: keepdims ? 1 : 0});
  }
}
