import {defineActivation, outputNamed} from '../define.js';

/**
 * max(x, 0).
 *
 * @see Glorot, Bordes, Bengio, "Deep sparse rectifier neural networks" (AISTATS 2011); the gain √2: He et al.,
 * "Delving deep into rectifiers" (ICCV 2015)
 */
export const relu = defineActivation({
  name: 'relu',
  gain: () => Math.SQRT2,
  build: (g, x, {name} = {}) => g.op('Relu', [x], {}, outputNamed(name)),
});
