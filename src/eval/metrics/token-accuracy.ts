import {defineMetric} from '../define.js';
import {ratioOfSums} from '../row-ratio.js';

/** Its interval is the bootstrap's over rows: the steps of a row are not independent, so that a Wilson interval would be too narrow. */
export const tokenAccuracy = defineMetric({
  name: 'token_accuracy',
  task: 'language-model',
  summary: 'Share of tokens that are the most probable one.',
  better: 'higher',
  isHeadline: true,
  prepare:
    ({correct, tokens}) =>
    (sample) =>
      ratioOfSums(correct, tokens, sample),
});
