import {defineInitializer} from '../define.js';
import {fans, fill} from './fill.js';

/** Uniform over ±√(3 / fanIn), the deviation of lecun-normal. @see LeCun et al., "Efficient BackProp" (1998), §4.6 */
export const lecunUniform = defineInitializer({
  name: 'lecun-uniform',
  create: (random, dims) => {
    const {fanIn} = fans(dims);
    const limit = Math.sqrt(3 / fanIn);
    return fill(dims, () => limit * (2 * random.uniform() - 1));
  },
});
