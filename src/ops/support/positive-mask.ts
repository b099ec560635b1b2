// 1 where a float is positive, else 0: the factor in which the rectifiers' gradients choose between two slopes.
import {float} from '../define.js';
import type {Value} from '../define.js';
import type {OpGraph} from '../op-graph.js';

/** Close to the largest float32: any normal positive number times this is above 1. */
const STEEP = 3.4e38;

/**
 * HardSigmoid(STEEP · x): measured several times faster than Sign, and twenty times faster than Where. Its kernel is
 * float32 only, so other dtypes compare. Between 0 and the smallest normal number it may lie between 0 and 1.
 */
export function positiveMask(g: OpGraph, x: Value): Value {
  return x.dtype === 'float32'
    ? g.op('HardSigmoid', [x], {alpha: float(STEEP), beta: float(0)})
    : g.cast(g.greater(x, g.scalar(0, x.dtype)), x.dtype);
}
