import {tanhGate} from '../../ops/index.js';
import {defineActivation, outputNamed} from '../define.js';

/**
 * ½x(1 + tanh(√(2/π)(x + 0.044715x³))), the approximation of GELU in GPT-2 and BERT; within 5e-4 of it.
 *
 * @see Hendrycks, Gimpel, "Gaussian Error Linear Units" (arXiv:1606.08415), §2
 */
export const geluTanh = defineActivation({
  name: 'gelu-tanh',
  build: (g, x, {name} = {}) => tanhGate(g, x, outputNamed(name)),
});
