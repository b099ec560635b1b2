import {defineLoss, lastDim, targetVector} from '../define.js';
import {nnError} from '../errors.js';

/** Below this 1 − p counts as this in a quotient: it is multiplied by a smaller number, and 0/0 must not appear. */
const SMALLEST = 1e-30;

/**
 * Focal loss over any number of classes, −(1 − p)^γ log p with p = softmax(z)[y]: rows that are right already count
 * less. γ = 0 is cross-entropy. For classes of unequal size give class weights.
 *
 * 1 − p is the sum of the other probabilities: a difference would have no digits left where p is near 1.
 * Logits `[batch, classes]`; target int32, 0 to classes − 1.
 *
 * @throws IngotError `LAYER_SHAPE` when the number of classes is not fixed in the graph
 * @see Lin et al., Focal Loss for Dense Object Detection (2017), eq. 4
 */
export const focal = defineLoss({
  name: 'focal',
  task: 'classification',
  targetDtype: 'int32',
  targetForm: 'vector',
  activation: 'softmax',
  options: {gamma: {default: 2, min: 0, summary: 'how much less rows count that are right'}},
  parts: (g, logits, target, {gamma}) => {
    const classes = lastDim(logits.shape);
    if (classes === undefined)
      throw nnError('LAYER_SHAPE', `Focal loss expects logits '${logits.name}' with a fixed number of classes.`);
    const own = g.op('OneHot', [targetVector(g, target), g.scalar(classes, 'int32'), g.numbers([0, 1])]);
    const logProbabilities = g.logSoftmax(logits);
    const probabilities = g.exp(logProbabilities);
    const logOwn = g.reduceSum(g.mul(logProbabilities, own), [1], true);
    const rest = g.reduceSum(g.mul(probabilities, g.sub(g.scalar(1), own)), [1], true);
    const factor = g.op('Pow', [rest, g.scalar(gamma)]);
    return {
      terms: g.op('Neg', [g.mul(factor, logOwn)]),
      gradient: () => {
        // −dL/dlog p = (1 − p)^γ · (1 − γ p log p / (1 − p)); dlog p/dz = onehot − softmax(z).
        const slope = g.div(g.mul(g.exp(logOwn), logOwn), g.max(rest, g.scalar(SMALLEST)));
        const weight = g.mul(factor, g.sub(g.scalar(1), g.scale(slope, gamma)));
        return g.mul(weight, g.sub(probabilities, own));
      },
    };
  },
});
