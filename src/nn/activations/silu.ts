import {defineActivation, outputNamed} from '../define.js';

/** x·σ(x), also called swish. @see Elfwing, Uchibe, Doya (arXiv:1702.03118); Ramachandran, Zoph, Le (arXiv:1710.05941) */
export const silu = defineActivation({
  name: 'silu',
  build: (g, x, {name} = {}) => g.op('Mul', [x, g.sigmoid(x)], {}, outputNamed(name)),
});
