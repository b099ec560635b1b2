import {defineErrors} from '../core/index.js';

/** Errors of shape and dtype inference. */
export const opError = defineErrors({
  OP_UNKNOWN: 'invalid',
  OP_INVALID: 'invalid',
  OP_UNSUPPORTED: 'invalid',
  SHAPE_MISMATCH: 'invalid',
  DTYPE_MISMATCH: 'invalid',
});
