import {REDUCE_SAMPLES, defineReduction} from './support/reduce.js';
import {fixed} from './support/samples.js';
import {multiplyDims} from './support/symbols.js';

/**
 * Πx over axes; the gradient by an element is the product of the others.
 *
 * y/x would be no number at zeros. With P the product of what is not zero and n the count of zeros: where the zeros among
 * the others (n, or n − 1 at a zero) are none, the others' product is P over the element (over 1 at a zero), else 0.
 * @see ONNX Operators, ReduceProd-18
 */
export const reduceProd = defineReduction(
  'ReduceProd',
  ({g, x, dy, keep, reduceKept}) => {
    const none = g.scalar(0, x.dtype);
    const isZero = g.cast(g.equal(x, none), x.dtype);
    const filled = g.add(x, isZero);
    const zeros = g.sub(reduceKept('ReduceSum', isZero), isZero);
    const others = g.div(reduceKept('ReduceProd', filled), filled);
    return g.mul(keep(dy), g.mul(others, g.cast(g.equal(zeros, none), x.dtype)));
  },
  {
    combine: multiplyDims,
    samples: [
      ...REDUCE_SAMPLES,
      {name: 'one zero', inputs: [{shape: [3, 1], low: 0, high: 0}, fixed([1])]},
      {name: 'of zeros', inputs: [{shape: [2, 3], low: 0, high: 0}, fixed([1])]},
    ],
  },
);
