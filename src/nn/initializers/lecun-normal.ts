import {defineInitializer} from '../define.js';
import {fans, fill} from './fill.js';

/** Normal with deviation √(1 / fanIn), which selu needs. @see LeCun et al., "Efficient BackProp" (1998), §4.6; Klambauer et al. (arXiv:1706.02515) */
export const lecunNormal = defineInitializer({
  name: 'lecun-normal',
  create: (random, dims) => {
    const {fanIn} = fans(dims);
    const deviation = Math.sqrt(1 / fanIn);
    return fill(dims, () => deviation * random.normal());
  },
});
