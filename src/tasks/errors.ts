// Error codes of making a model for a task.
import {defineErrors} from '../core/index.js';

export const taskError = defineErrors({
  TASK_MISMATCH: 'usage',
  TASK_ONE_CLASS: 'invalid',
  LOSS_MISMATCH: 'usage',
  LOSS_TARGET_SCALED: 'usage',
  COLUMN_NAME_RESERVED: 'invalid',
  MODEL_OUTPUT: 'usage',
  MODEL_SPEC_INVALID: 'usage',
});
