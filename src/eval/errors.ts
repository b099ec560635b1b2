// Error codes of evaluation, prediction and gates.
import {defineErrors} from '../core/index.js';

export const evalError = defineErrors({
  GATE_SYNTAX: 'usage',
  GATE_UNKNOWN_METRIC: 'usage',
  GATE_FAILED: 'gate',
  EVAL_OPTION: 'usage',
  EVAL_COLUMN: 'invalid',
  EVAL_WEIGHT: 'invalid',
  EVAL_NO_ROWS: 'invalid',
  EVAL_NON_FINITE: 'numerical',
  COMPARE_MISMATCH: 'invalid',
  PREDICT_COLUMN: 'usage',
  EXAMPLE_INVALID: 'invalid',
});
