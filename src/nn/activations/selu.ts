import {defineActivation, outputNamed} from '../define.js';

/**
 * 1.0507·x where positive, 1.7581·(eˣ − 1) elsewhere: keeps mean 0 and variance 1 through deep nets whose weights are
 * drawn by lecun-normal.
 *
 * @see Klambauer et al., "Self-normalizing neural networks" (arXiv:1706.02515)
 */
export const selu = defineActivation({
  name: 'selu',
  build: (g, x, {name} = {}) => g.op('Selu', [x], {}, outputNamed(name)),
});
