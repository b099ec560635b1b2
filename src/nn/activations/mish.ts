import {mishGate} from '../../ops/index.js';
import {defineActivation, outputNamed} from '../define.js';

/**
 * x·tanh(softplus(x)), spelled out as x·n / (n + 2) with n = eˣ(eˣ + 2): the runtime's Softplus takes longer than all
 * these together (a training step of two layers of 128 units: 0.56 ms against 0.29).
 *
 * @see Misra, "Mish: a self regularized non-monotonic activation function" (arXiv:1908.08681)
 */
export const mish = defineActivation({
  name: 'mish',
  build: (g, x, {name} = {}) => mishGate(g, x, outputNamed(name)),
});
