// Top-k accuracy for any k.
import {at} from './class-rows.js';
import type {ClassRows, Measure} from './define.js';
import {measureShare} from './row-mean.js';

/** Of classes with equal probability the last comes first, as in scikit-learn (`top_k_accuracy_score`). */
export function measureTopK({classes, labels, probabilities}: ClassRows, k: number): Measure {
  const width = classes.length;
  return measureShare(
    Uint8Array.from(labels, (label, row) => {
      const own = at(probabilities, row * width + label);
      let before = 0;
      for (let index = 0; index < width; index += 1) {
        const other = at(probabilities, row * width + index);
        if (other > own || (other === own && index > label)) before += 1;
      }
      return before < k ? 1 : 0;
    }),
  );
}
