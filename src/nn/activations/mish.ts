import {defineActivation, outputNamed} from '../define.js';

/** x·tanh(softplus(x)). Spelled out, as the standard defines its Mish operator. @see Misra (arXiv:1908.08681) */
export const mish = defineActivation({
  name: 'mish',
  build: (g, x, {name} = {}) => g.op('Mul', [x, g.tanh(g.op('Softplus', [x]))], {}, outputNamed(name)),
});
