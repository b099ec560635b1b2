import {defineInitializer} from '../define.js';
import {fans, fill} from './fill.js';

/** Normal with deviation √(2 / fanIn). @see He et al., "Delving deep into rectifiers" (ICCV 2015) */
export const heNormal = defineInitializer({
  name: 'he-normal',
  create: (random, dims) => {
    const {fanIn} = fans(dims);
    const deviation = Math.sqrt(2 / fanIn);
    return fill(dims, () => deviation * random.normal());
  },
});
