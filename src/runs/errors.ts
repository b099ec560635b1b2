import {defineErrors} from '../core/index.js';

export const runsError = defineErrors({
  RUNS_NONE: 'notFound',
  RUNS_FILTER: 'usage',
  RUNS_KEY_UNKNOWN: 'usage',
  RUN_NOT_A_FOLDER: 'usage',
  REPRODUCE_INPUT_CHANGED: 'invalid',
  REPRODUCE_IMPOSSIBLE: 'invalid',
  REPRODUCE_STOPPED: 'interrupted',
});
