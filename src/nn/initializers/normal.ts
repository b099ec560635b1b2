import {defineInitializer} from '../define.js';
import {fill} from './fill.js';

/** Normal with mean 0 and deviation `scale` (0.05 where none is given). */
export const normal = defineInitializer({
  name: 'normal',
  create: (random, dims, {scale = 0.05} = {}) => fill(dims, () => scale * random.normal()),
});
