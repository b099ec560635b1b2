// What can be wrong with the options of an optimizer or a schedule.
import {defineErrors} from '../core/index.js';

export const optimError = defineErrors({
  OPTIMIZER_OPTION_UNKNOWN: 'usage',
  OPTIMIZER_OPTION_INVALID: 'usage',
  SCHEDULE_OPTION_UNKNOWN: 'usage',
  SCHEDULE_OPTION_INVALID: 'usage',
  AVERAGE_OPTION_UNKNOWN: 'usage',
  AVERAGE_OPTION_INVALID: 'usage',
});
