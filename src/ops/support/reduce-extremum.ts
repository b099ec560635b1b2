import type {Value} from '../define.js';
import type {ReduceRule} from './reduce.js';

/** The gradient of a maximum or minimum over axes goes to the winner, in equal parts to those that tie (PyTorch's amax). */
export function extremumGradient({g, x, y, dy, keep, reduceKept}: ReduceRule): Value {
  const mask = g.cast(g.equal(x, keep(y)), x.dtype);
  return g.mul(mask, g.div(keep(dy), reduceKept('ReduceSum', mask)));
}
