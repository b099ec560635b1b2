// Error codes of the runtime layer. ONNX Runtime's own errors are wrapped here and nowhere else.
import {defineErrors} from '../core/index.js';

export const runtimeError = defineErrors({
  /** ONNX Runtime does not accept a model that can be read. */
  RUNTIME_MODEL_REJECTED: 'invalid',
  /** Feeds do not match the model's inputs. */
  RUNTIME_FEED_MISMATCH: 'invalid',
  /** A run failed inside ONNX Runtime. */
  RUNTIME_FAILED: 'unexpected',
  /** Not enough memory for a run or a session. */
  RUNTIME_OUT_OF_MEMORY: 'resource',
  /** ONNX Runtime itself cannot be loaded on this machine. */
  RUNTIME_MISSING: 'resource',
  DEVICE_UNKNOWN: 'usage',
  DEVICE_UNAVAILABLE: 'resource',
});
