// What can be wrong with a request for a new network.
import {defineErrors} from '../core/index.js';

export const modelError = defineErrors({
  MODEL_OPTION_UNKNOWN: 'usage',
  MODEL_OPTION_INVALID: 'usage',
  MODEL_OPTION_UNUSED: 'usage',
});
