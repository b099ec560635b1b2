import {defineActivation, outputNamed} from '../define.js';

/** ln(1 + eˣ), a smooth rectifier. @see Dugas et al., "Incorporating second-order functional knowledge" (NIPS 2000) */
export const softplus = defineActivation({
  name: 'softplus',
  build: (g, x, {name} = {}) => g.op('Softplus', [x], {}, outputNamed(name)),
});
