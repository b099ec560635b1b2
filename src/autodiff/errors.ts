import {defineErrors} from '../core/index.js';

export const autodiffError = defineErrors({
  OP_NOT_DIFFERENTIABLE: 'invalid',
  LOSS_NOT_SCALAR: 'invalid',
});
