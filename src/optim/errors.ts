// What can be wrong with an optimizer's options.
import {defineErrors} from '../core/index.js';

export const optimError = defineErrors({
  OPTIMIZER_OPTION_UNKNOWN: 'usage',
  OPTIMIZER_OPTION_INVALID: 'usage',
});
