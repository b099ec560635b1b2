import {defineInitializer} from '../define.js';
import {fans, fill} from './fill.js';

/** Uniform over ±√(6 / (fanIn + fanOut)). @see Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks" (AISTATS 2010) */
export const glorotUniform = defineInitializer({
  name: 'glorot-uniform',
  create: (random, dims) => {
    const {fanIn, fanOut} = fans(dims);
    const limit = Math.sqrt(6 / (fanIn + fanOut));
    return fill(dims, () => limit * (2 * random.uniform() - 1));
  },
});
