import {defineInitializer} from '../define.js';
import {fill} from './fill.js';

const STANDARD = 0.05;

/**
 * Normal with mean 0 and deviation `scale`, drawn again beyond two deviations (which leaves 0.88 of the deviation).
 *
 * @see Keras, TruncatedNormal
 */
export const truncatedNormal = defineInitializer({
  name: 'truncated-normal',
  scale: STANDARD,
  create: (random, dims, {scale = STANDARD} = {}) =>
    fill(dims, () => {
      for (;;) {
        const value = random.normal();
        if (Math.abs(value) <= 2) return scale * value;
      }
    }),
});
