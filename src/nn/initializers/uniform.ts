import {defineInitializer} from '../define.js';
import {fill} from './fill.js';

/** Uniform over ±scale (0.05 where none is given). */
export const uniform = defineInitializer({
  name: 'uniform',
  create: (random, dims, {scale = 0.05} = {}) => fill(dims, () => scale * (2 * random.uniform() - 1)),
});
