import {defineActivation, outputNamed} from '../define.js';

/**
 * ½x(1 + tanh(√(2/π)(x + 0.044715x³))), the approximation of GELU in GPT-2 and BERT; within 5e-4 of it.
 *
 * @see Hendrycks, Gimpel, "Gaussian Error Linear Units" (arXiv:1606.08415), §2
 */
export const geluTanh = defineActivation({
  name: 'gelu-tanh',
  build: (g, x, {name} = {}) => {
    // ½(1 + tanh u) = σ(2u), and the cube without a power: two passes less.
    const scale = 2 * Math.sqrt(2 / Math.PI);
    const inner = g.mul(x, g.shift(g.scale(g.mul(x, x), scale * 0.044715), scale));
    return g.op('Mul', [x, g.sigmoid(inner)], {}, outputNamed(name));
  },
});
