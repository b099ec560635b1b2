import {defineActivation, outputNamed} from '../define.js';

/** 1 / (1 + exp(−x)), the logistic function. */
export const sigmoid = defineActivation({
  name: 'sigmoid',
  build: (g, x, {name} = {}) => g.op('Sigmoid', [x], {}, outputNamed(name)),
});
