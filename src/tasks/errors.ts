// Error codes of making a model for a task.
import {defineErrors} from '../core/index.js';

export const taskError = defineErrors({
  TASK_MISMATCH: 'usage',
  TASK_ONE_CLASS: 'invalid',
  LOSS_MISMATCH: 'usage',
  LOSS_TARGET_SCALED: 'usage',
  COLUMN_NAME_RESERVED: 'invalid',
  /** Of a foreign file: something is neither in it, nor given, nor in the rows. */
  IMPORT_INCOMPLETE: 'usage',
  /** An input that the rows cannot feed. */
  IMPORT_INPUT: 'invalid',
  /** Scores that do not fit the target. */
  IMPORT_OUTPUT: 'invalid',
  MODEL_OUTPUT: 'usage',
  MODEL_SPEC_INVALID: 'usage',
});
