// Error codes of exporting a model.
import {defineErrors} from '../core/index.js';

export const exportError = defineErrors({
  PARITY_FAILED: 'gate',
  EXPORT_SAME_FILE: 'usage',
});
