import {defineMetric} from '../define.js';
import {bitsPer} from '../row-ratio.js';

/** Σ −log₂ p / bytes: models of different tokens can be compared by it. Special tokens count as one byte each. */
export const bitsPerByte = defineMetric({
  name: 'bits_per_byte',
  task: 'language-model',
  summary: '−log2 probability of the tokens, by the bytes they stand for.',
  better: 'lower',
  prepare:
    ({bytes, entropies}) =>
    (sample) =>
      bitsPer(entropies, bytes, sample),
});
