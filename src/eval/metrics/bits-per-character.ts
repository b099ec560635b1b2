import {defineMetric} from '../define.js';
import {bitsPer} from '../row-ratio.js';

/** Σ −log₂ p / characters: models of different tokens can be compared by it. Special tokens count as one character each. */
export const bitsPerCharacter = defineMetric({
  name: 'bits_per_character',
  task: 'language-model',
  summary: '−log2 probability of the tokens, by the characters they stand for.',
  better: 'lower',
  prepare:
    ({characters, entropies}) =>
    (sample) =>
      bitsPer(entropies, characters, sample),
});
