// Clipping by the global norm: all gradients are scaled by one factor, so their direction stays.
import {invariant} from '../core/index.js';
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';

/** √Σ g² over all gradients. @returns `[]` float32 */
export function globalNorm(g: OpGraph, gradients: readonly Value[]): Value {
  const [first, ...others] = gradients.map((gradient) => g.reduceSum(g.mul(gradient, gradient)));
  invariant(first, 'a global norm needs at least one gradient');
  return g.sqrt(others.reduce((sum, square) => g.add(sum, square), first));
}

/**
 * Scales the gradients by min(1, maxNorm / (norm + 10⁻⁶)), as PyTorch's clip_grad_norm_ does.
 *
 * @returns the clipped gradients, and the norm before clipping, `[]` float32
 * @see Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks" (ICML 2013)
 */
export function clipByGlobalNorm(
  g: OpGraph,
  gradients: readonly Value[],
  maxNorm: number,
): {readonly gradients: readonly Value[]; readonly norm: Value} {
  const norm = globalNorm(g, gradients);
  const factor = g.op('Min', [g.scalar(1), g.div(g.scalar(maxNorm), g.shift(norm, 1e-6))]);
  return {gradients: gradients.map((gradient) => g.mul(gradient, factor)), norm};
}
