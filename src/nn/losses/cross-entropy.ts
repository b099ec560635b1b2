import {defineLoss, lastDim, targetVector} from '../define.js';
import {nnError} from '../errors.js';

/**
 * Softmax cross-entropy from logits, in nats: −log softmax(z)[y].
 *
 * Computed through LogSoftmax, which subtracts the largest logit first: it does not overflow where log(softmax(z))
 * would. The target's one-hot rows carry −1, so that loss and gradient (softmax(z) − onehot) need no negation.
 * Logits `[batch, classes]`; target int32, 0 to classes − 1.
 *
 * @throws IngotError `LAYER_SHAPE` when the number of classes is not fixed in the graph
 * @see Goodfellow et al., Deep Learning (2016), §6.2.2.3
 */
export const crossEntropy = defineLoss({
  name: 'cross-entropy',
  task: 'classification',
  targetDtype: 'int32',
  targetForm: 'vector',
  activation: 'softmax',
  parts: (g, logits, target) => {
    const classes = lastDim(logits.shape);
    if (classes === undefined)
      throw nnError('LAYER_SHAPE', `Cross-entropy expects logits '${logits.name}' with a fixed number of classes.`);
    const minusOneHot = g.op('OneHot', [targetVector(g, target), g.scalar(classes, 'int32'), g.numbers([0, -1])]);
    const logProbabilities = g.op('LogSoftmax', [logits], {axis: -1});
    return {
      terms: g.mul(logProbabilities, minusOneHot),
      gradient: () => g.add(g.exp(logProbabilities), minusOneHot),
    };
  },
});
