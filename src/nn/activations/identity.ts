import {defineActivation, outputNamed} from '../define.js';

/** No activation: the layer stays affine. */
export const identity = defineActivation({
  name: 'identity',
  build: (g, x, {name} = {}) => (name === undefined ? x : g.op('Identity', [x], {}, outputNamed(name))),
});
