import {defineInitializer} from '../define.js';
import {fill} from './fill.js';

/** All equal to `scale` (0 where none is given). */
export const constant = defineInitializer({
  name: 'constant',
  create: (_random, dims, {scale = 0} = {}) => fill(dims, () => scale),
});
