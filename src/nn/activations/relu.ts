import {defineActivation, outputNamed} from '../define.js';

/** max(x, 0). @see Glorot, Bordes, Bengio, "Deep sparse rectifier neural networks" (AISTATS 2011) */
export const relu = defineActivation({
  name: 'relu',
  build: (g, x, name) => g.op('Relu', [x], {}, outputNamed(name)),
});
