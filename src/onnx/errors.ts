// Error codes of the onnx layer.
import {defineErrors} from '../core/index.js';

export const onnxError = defineErrors({
  /** The bytes are not an ONNX model, or are damaged. */
  MODEL_CORRUPT: 'invalid',
  /** A model that can be read but breaks a rule of ONNX. */
  MODEL_INVALID: 'invalid',
  /** A valid model with something ingot cannot hold. */
  MODEL_UNSUPPORTED: 'invalid',
  /** A wanted tensor cannot be computed from the inputs given. */
  MODEL_UNREACHABLE: 'invalid',
});
