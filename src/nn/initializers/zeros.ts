import {defineInitializer} from '../define.js';
import {fill} from './fill.js';

/** All zero: for biases. */
export const zeros = defineInitializer({
  name: 'zeros',
  create: (_random, dims) => fill(dims, () => 0),
});
