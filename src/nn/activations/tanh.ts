import {defineActivation, outputNamed} from '../define.js';

/** The hyperbolic tangent. */
export const tanh = defineActivation({
  name: 'tanh',
  build: (g, x, {name} = {}) => g.op('Tanh', [x], {}, outputNamed(name)),
});
