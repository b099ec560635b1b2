import {defineInitializer} from '../define.js';
import {fans, fill} from './fill.js';

/** Uniform over ±√(6 / fanIn). @see He et al., "Delving deep into rectifiers" (ICCV 2015) */
export const heUniform = defineInitializer({
  name: 'he-uniform',
  create: (random, dims) => {
    const {fanIn} = fans(dims);
    const limit = Math.sqrt(6 / fanIn);
    return fill(dims, () => limit * (2 * random.uniform() - 1));
  },
});
