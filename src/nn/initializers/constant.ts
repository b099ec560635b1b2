import {defineInitializer} from '../define.js';
import {fill} from './fill.js';

const STANDARD = 0.05;

/** All equal to `scale`. */
export const constant = defineInitializer({
  name: 'constant',
  scale: STANDARD,
  create: (_random, dims, {scale = STANDARD} = {}) => fill(dims, () => scale),
});
