// Decoupled weight decay, the same for every optimizer: a multiplication before the update.
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';

/** The factor of one step, 1 − learningRate · weightDecay: a host scalar. */
export const decayFactor = (learningRate: number, weightDecay: number): number => 1 - learningRate * weightDecay;

/** @param factor - this step's {@link decayFactor}, float32 of one element */
export function decayWeights(g: OpGraph, parameter: Value, factor: Value): Value {
  return g.mul(parameter, factor);
}
