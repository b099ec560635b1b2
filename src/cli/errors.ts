// Error codes of the command line itself.
import {defineErrors} from '../core/index.js';

export const cliError = defineErrors({
  CONFIG_UNREADABLE: 'usage',
  CONFIG_UNKNOWN_KEY: 'usage',
  CONFIG_INVALID: 'usage',
  FLAG_INVALID: 'usage',
  OUTPUT_CONFLICT: 'usage',
  OUTPUT_TERMINAL: 'usage',
  COMMAND_UNKNOWN: 'usage',
  CONFIRMATION_NEEDED: 'usage',
});
