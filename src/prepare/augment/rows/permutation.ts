import {defineRowAugmentation} from './define.js';
import {seriesProblem} from './series.js';

export const permutation = defineRowAugmentation({
  name: 'permutation',
  summary: 'time series: cut into so many pieces of (nearly) equal length, in another order',
  options: {pieces: {default: 4, min: 1, max: 1024, whole: true}},
  problem: seriesProblem,
  create:
    ({pieces = 1}, [steps = 1, columns = 1]) =>
    (cell, random) => {
      const count = Math.min(pieces, steps);
      const cut = (piece: number): number => Math.floor((piece * steps) / count) * columns;
      const result = new Float32Array(cell.length);
      let filled = 0;
      for (const piece of random.permutation(count)) {
        const part = cell.subarray(cut(piece), cut(piece + 1));
        result.set(part, filled);
        filled += part.length;
      }
      return result;
    },
});
