import {defineInitializer} from '../define.js';
import {fans, fill} from './fill.js';

/** Normal with deviation √(2 / (fanIn + fanOut)). @see Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks" (AISTATS 2010) */
export const glorotNormal = defineInitializer({
  name: 'glorot-normal',
  create: (random, dims) => {
    const {fanIn, fanOut} = fans(dims);
    const deviation = Math.sqrt(2 / (fanIn + fanOut));
    return fill(dims, () => deviation * random.normal());
  },
});
