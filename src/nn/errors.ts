// What can be wrong with the parts of a network.
import {defineErrors} from '../core/index.js';

export const nnError = defineErrors({
  LAYER_SHAPE: 'invalid',
  LAYER_OPTION_INVALID: 'usage',
  LOSS_OPTION_UNKNOWN: 'usage',
  LOSS_OPTION_INVALID: 'usage',
});
