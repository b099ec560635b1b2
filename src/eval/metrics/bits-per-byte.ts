import {defineMetric} from '../define.js';
import {ratioOfSums} from '../row-ratio.js';

/** Σ −log₂ p / bytes: models of different tokens can be compared by it. Special tokens count as one byte each. */
export const bitsPerByte = defineMetric({
  name: 'bits_per_byte',
  task: 'language-model',
  summary: '−log2 probability of the tokens, by the bytes they stand for.',
  better: 'lower',
  prepare:
    ({bytes, entropies}) =>
    (sample) => {
      const {value, note} = ratioOfSums(entropies, bytes, sample);
      return value === null ? {value, ...(note === undefined ? {} : {note})} : {value: value / Math.LN2};
    },
});
