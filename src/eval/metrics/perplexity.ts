import {defineMetric} from '../define.js';
import {ratioOfSums} from '../row-ratio.js';

/** exp(mean of −ln p): of how many equally probable tokens one would have to be guessed. @see Jelinek et al. (1977) */
export const perplexity = defineMetric({
  name: 'perplexity',
  task: 'language-model',
  summary: 'exp of the mean −log probability of the tokens.',
  better: 'lower',
  isHeadline: true,
  prepare:
    ({entropies, tokens}) =>
    (sample) => {
      const {value, note} = ratioOfSums(entropies, tokens, sample);
      return value === null ? {value, ...(note === undefined ? {} : {note})} : {value: Math.exp(value)};
    },
});
