// Error codes of checks.
import {defineErrors} from '../core/index.js';

export const checkError = defineErrors({
  ANONYMITY_COLUMN: 'usage',
  ANONYMITY_TOO_MANY: 'resource',
  DRIFT_NO_ROWS: 'invalid',
  DRIFT_NOTHING_SHARED: 'invalid',
  DRIFT_COLUMN: 'usage',
  DRIFT_OPTION: 'usage',
  VALIDATE_SCHEMA: 'usage',
  VALIDATE_COLUMN: 'usage',
  VALIDATE_REFERENCE: 'invalid',
  VALIDATE_OPTION: 'usage',
});
