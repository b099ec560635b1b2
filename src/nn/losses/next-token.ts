import {defineLoss, lastDim, targetVector} from '../define.js';
import {nnError} from '../errors.js';

/** Of steps without a token: the end of a text shorter than its row. */
const PADDING = 0;

/**
 * Cross-entropy of the next token, in nats, averaged over the steps that have one: −log softmax(z)[y], as PyTorch's
 * CrossEntropyLoss with `ignore_index=0`.
 *
 * Logits `[batch·steps, tokens]`; target int32, 0 to tokens − 1, 0 meaning that nothing follows. The term of a step is
 * looked up rather than multiplied by a one-hot row. Smoothing as in `cross-entropy`.
 *
 * @throws IngotError `LAYER_SHAPE` when the number of tokens is not fixed in the graph
 * @see Bengio et al., "A neural probabilistic language model" (JMLR 3, 2003)
 */
export const nextToken = defineLoss({
  name: 'next-token',
  task: 'language-model',
  targetDtype: 'int32',
  targetForm: 'vector',
  activation: 'softmax',
  options: {smoothing: {default: 0, min: 0, below: 1, summary: 'share of each token given to all tokens'}},
  parts: (g, logits, target, {smoothing}) => {
    const tokens = lastDim(logits.shape);
    if (tokens === undefined)
      throw nnError('LAYER_SHAPE', `The next token expects logits '${logits.name}' with a fixed number of tokens.`);
    const vector = targetVector(g, target);
    const column = g.op('Unsqueeze', [vector, g.ints([1])]);
    const counts = g.cast(g.op('Not', [g.op('Equal', [column, g.scalar(PADDING, 'int32')])]), 'float32');
    const logProbabilities = g.op('LogSoftmax', [logits], {axis: -1});
    const found = g.op('GatherElements', [logProbabilities, column], {axis: 1});
    const other = smoothing === 0 ? 0 : -smoothing / tokens;
    const own = g.scale(found, smoothing - 1);
    const all = g.scale(g.reduceSum(logProbabilities, [1], true), other);
    return {
      counts,
      terms: smoothing === 0 ? own : g.add(own, all),
      gradient: () => {
        const values = g.numbers([other, smoothing - 1 + other]);
        const minusLabels = g.op('OneHot', [vector, g.scalar(tokens, 'int32'), values]);
        return g.add(g.exp(logProbabilities), minusLabels);
      },
    };
  },
});
