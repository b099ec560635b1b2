import {defineInitializer} from '../define.js';
import {fill} from './fill.js';

const STANDARD = 0.05;

/** Uniform over ±scale. */
export const uniform = defineInitializer({
  name: 'uniform',
  scale: STANDARD,
  create: (random, dims, {scale = STANDARD} = {}) => fill(dims, () => scale * (2 * random.uniform() - 1)),
});
