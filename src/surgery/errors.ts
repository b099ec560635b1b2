// Error codes of changing graphs that are there already.
import {defineErrors} from '../core/index.js';

export const surgeryError = defineErrors({
  /** The integers of a quantized network have no gradient. */
  MODEL_QUANTIZED: 'invalid',
  /** No op with a weight is found where a head would be replaced. */
  HEAD_NOT_FOUND: 'invalid',
  /** The tensor at which the loss would attach is not plain from the graph. */
  LOGITS_NOT_FOUND: 'invalid',
  /** A graph made for one number of rows, which could not be shown to mean the same for others. */
  MODEL_BATCH_FIXED: 'invalid',
  LORA_NO_MATCH: 'usage',
  LORA_OPTION_INVALID: 'usage',
  /** Adapters on adapters, or adapters asked for where there are none. */
  ADAPTER_STATE: 'usage',
  /** An adapter of another base, or a file that is none. */
  ADAPTER_MISMATCH: 'invalid',
});
