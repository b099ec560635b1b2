// Gelu and its kin, written with ops of opset 18; for the layers of src/nn as for operators met in files.
import type {Value} from '../define.js';
import type {OpGraph} from '../op-graph.js';

/** Gives the value its name where it matters to people. */
interface Named {
  readonly outputs?: readonly string[];
}

/** x·Φ(x) = ½x(1 + erf(x/√2)), Φ the standard normal distribution function. @see Hendrycks, Gimpel (arXiv:1606.08415) */
export function erfGate(g: OpGraph, x: Value, named: Named = {}): Value {
  const phiTwice = g.shift(g.op('Erf', [g.scale(x, Math.SQRT1_2)]), 1);
  return g.op('Mul', [g.scale(x, 0.5), phiTwice], {}, named);
}

/**
 * ½x(1 + tanh(√(2/π)(x + 0.044715x³))); ½(1 + tanh u) = σ(2u), and the cube without a power: two passes less.
 *
 * @see Hendrycks, Gimpel (arXiv:1606.08415), §2
 */
export function tanhGate(g: OpGraph, x: Value, named: Named = {}): Value {
  const scale = 2 * Math.sqrt(2 / Math.PI);
  const inner = g.mul(x, g.shift(g.scale(g.mul(x, x), scale * 0.044715), scale));
  return g.op('Mul', [x, g.sigmoid(inner)], {}, named);
}

/** x·σ(alpha·x). */
export function sigmoidGate(g: OpGraph, x: Value, alpha: number): Value {
  return g.mul(x, g.sigmoid(g.scale(x, alpha)));
}

/** Above it tanh(ln(1 + eˣ)) is 1 in float32, and its parts do not overflow yet. */
const FLAT = 20;

/**
 * x·tanh(ln(1 + eˣ)), spelled out as x·n / (n + 2) with n = eˣ(eˣ + 2): the runtime's Softplus takes longer than all
 * these together (a training step of two layers of 128 units: 0.56 ms against 0.29).
 */
export function mishGate(g: OpGraph, x: Value, named: Named = {}): Value {
  const e = g.exp(g.op('Clip', [x, undefined, g.scalar(FLAT, x.dtype)]));
  const n = g.mul(e, g.shift(e, 2));
  return g.op('Mul', [x, g.div(n, g.shift(n, 2))], {}, named);
}
