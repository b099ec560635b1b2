import {defineLoss, lastDim, targetVector} from '../define.js';
import {nnError} from '../errors.js';

/**
 * Softmax cross-entropy from logits, in nats: −log softmax(z)[y].
 *
 * Computed through LogSoftmax, which subtracts the largest logit first: it does not overflow where log(softmax(z))
 * would. The target's one-hot rows carry −1, so that loss and gradient (softmax(z) − onehot) need no negation.
 * Smoothing takes a share s of each label and gives it to all classes alike: the true one has 1 − s + s/C, others s/C.
 * Logits `[batch, classes]`; target int32, 0 to classes − 1, or float32 `[batch, classes]`: the share t of each class, for
 * −Σ t·log softmax(z) (mixed labels).
 *
 * @throws IngotError `LAYER_SHAPE` when the number of classes is not fixed in the graph
 * @see Goodfellow et al., Deep Learning (2016), §6.2.2.3; Szegedy et al., Rethinking the Inception Architecture (2016), §7
 */
export const crossEntropy = defineLoss({
  name: 'cross-entropy',
  task: 'classification',
  targetDtype: 'int32',
  targetForm: 'vector',
  takesShares: true,
  activation: 'softmax',
  options: {smoothing: {default: 0, min: 0, below: 1, summary: 'share of each label given to all classes'}},
  parts: (g, logits, target, {smoothing}) => {
    const classes = lastDim(logits.shape);
    if (classes === undefined)
      throw nnError('LAYER_SHAPE', `Cross-entropy expects logits '${logits.name}' with a fixed number of classes.`);
    const other = smoothing === 0 ? 0 : -smoothing / classes;
    const values = g.numbers([other, smoothing - 1 + other]);
    const minusLabels =
      target.dtype === 'float32'
        ? g.shift(g.scale(target, smoothing - 1), other)
        : g.op('OneHot', [targetVector(g, target), g.scalar(classes, 'int32'), values]);
    const logProbabilities = g.op('LogSoftmax', [logits], {axis: -1});
    return {
      terms: g.mul(logProbabilities, minusLabels),
      gradient: () => g.add(g.exp(logProbabilities), minusLabels),
    };
  },
});
