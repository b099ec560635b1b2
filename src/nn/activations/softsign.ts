import {defineActivation, outputNamed} from '../define.js';

/** x / (1 + |x|). @see Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks" (AISTATS 2010) */
export const softsign = defineActivation({
  name: 'softsign',
  build: (g, x, {name} = {}) => g.op('Softsign', [x], {}, outputNamed(name)),
});
