import {erfGate} from '../../ops/index.js';
import {defineActivation, outputNamed} from '../define.js';

/**
 * x·Φ(x) = ½x(1 + erf(x/√2)), Φ the standard normal distribution function. Spelled out: the Gelu operator is opset 20.
 *
 * @see Hendrycks, Gimpel, "Gaussian Error Linear Units" (arXiv:1606.08415)
 */
export const gelu = defineActivation({
  name: 'gelu',
  build: (g, x, {name} = {}) => erfGate(g, x, outputNamed(name)),
});
