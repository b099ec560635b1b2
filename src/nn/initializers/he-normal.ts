import {defineInitializer} from '../define.js';
import {fans, fill} from './fill.js';

/**
 * Normal with deviation gain / √fanIn; the gain is √2, or √(2 / (1 + slope²)) before a leaky rectifier.
 *
 * @see He et al., "Delving deep into rectifiers" (ICCV 2015)
 */
export const heNormal = defineInitializer({
  name: 'he-normal',
  create: (random, dims, {gain = Math.SQRT2} = {}) => {
    const {fanIn} = fans(dims);
    const deviation = Math.sqrt(gain ** 2 / fanIn);
    return fill(dims, () => deviation * random.normal());
  },
});
