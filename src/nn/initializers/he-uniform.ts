import {defineInitializer} from '../define.js';
import {fans, fill} from './fill.js';

/**
 * Uniform over ±gain·√(3 / fanIn); the gain is √2, or √(2 / (1 + slope²)) before a leaky rectifier.
 *
 * @see He et al., "Delving deep into rectifiers" (ICCV 2015)
 */
export const heUniform = defineInitializer({
  name: 'he-uniform',
  create: (random, dims, {gain = Math.SQRT2} = {}) => {
    const {fanIn} = fans(dims);
    const limit = Math.sqrt((3 * gain ** 2) / fanIn);
    return fill(dims, () => limit * (2 * random.uniform() - 1));
  },
});
