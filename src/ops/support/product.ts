// Gradients of alpha · A' B', where ' is an optional transpose: the same four cases for Gemm and FusedMatMul.
import type {Value} from '../define.js';

export interface ProductFlags {
  readonly transA: boolean;
  readonly transB: boolean;
}

export interface ProductRule extends ProductFlags {
  readonly a: Value;
  readonly b: Value;
  readonly dy: Value;
  /** Builds alpha · x' y'. */
  readonly multiply: (x: Value, y: Value, flags: ProductFlags) => Value;
  readonly wants: (index: number) => boolean;
}

/** With A' = op(A): dA' = dy B'ᵀ and dB' = A'ᵀ dy; a transposed operand gets the transpose of that product. */
export function productGradients({
  a,
  b,
  dy,
  transA,
  transB,
  multiply,
  wants,
}: ProductRule): [Value | null, Value | null] {
  const da = () =>
    transA ? multiply(b, dy, {transA: transB, transB: true}) : multiply(dy, b, {transA: false, transB: !transB});
  const db = () =>
    transB ? multiply(dy, a, {transA: true, transB: transA}) : multiply(a, dy, {transA: !transA, transB: false});
  return [wants(0) ? da() : null, wants(1) ? db() : null];
}
