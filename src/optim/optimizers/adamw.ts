import {defineOptimizer} from '../define.js';
import {scaledAdam} from './scaled-adam.js';

/**
 * Adam with decoupled weight decay, 0.01 unless told otherwise, as in PyTorch; the decay itself is applied by
 * {@link decayWeights}, the same for every optimizer.
 *
 * @see Loshchilov, Hutter, "Decoupled weight decay regularization" (ICLR 2019)
 */
export const adamw = defineOptimizer({
  name: 'adamw',
  defaults: {learningRate: 1e-3, weightDecay: 0.01},
  ...scaledAdam,
});
