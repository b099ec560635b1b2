import {defineErrors} from '../core/index.js';

export const trainError = defineErrors({
  RUN_EXISTS: 'usage',
  RUN_LOCKED: 'usage',
  RUN_NOT_FOUND: 'notFound',
  RUN_INVALID: 'invalid',
  RESUME_OPTION_CHANGED: 'usage',
  RESUME_INPUT_CHANGED: 'invalid',
  CHECKPOINT_CORRUPT: 'invalid',
  TRAIN_OPTION_INVALID: 'usage',
  TRAIN_NO_ROWS: 'invalid',
  TRAIN_TARGET_INVALID: 'invalid',
  TRAIN_INIT_MISMATCH: 'invalid',
  TRAIN_MONITOR_UNDEFINED: 'invalid',
  TRAIN_NETWORK_INVALID: 'invalid',
  TRAIN_MEMORY_EXCEEDED: 'resource',
  TRAIN_NON_FINITE: 'numerical',
  TRAIN_WORKER_DIED: 'unexpected',
  TRACE_ROW_INVALID: 'invalid',
});
