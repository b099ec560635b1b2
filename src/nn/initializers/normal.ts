import {defineInitializer} from '../define.js';
import {fill} from './fill.js';

const STANDARD = 0.05;

/** Normal with mean 0 and deviation `scale`. */
export const normal = defineInitializer({
  name: 'normal',
  scale: STANDARD,
  create: (random, dims, {scale = STANDARD} = {}) => fill(dims, () => scale * random.normal()),
});
