// A model is a file: the commands that write one refuse a stream.
import {taskError} from './errors.js';

/** @throws IngotError `MODEL_OUTPUT` */
export function requireModelFile(output: string): void {
  if (output === '-')
    throw taskError('MODEL_OUTPUT', "Expected a file name for the model, got '-': a model is not written to stdout.", {
      hints: ['Give a name that ends in .onnx to -o.'],
    });
}
