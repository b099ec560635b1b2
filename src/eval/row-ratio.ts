// A sum over rows by another: what is said of all tokens together, rows counting by their weights.
import type {Measured} from './define.js';
import {NO_ROWS} from './row-mean.js';
import type {RowSample} from './row-sample.js';

/** −log2 of the probabilities, from nats, by what the tokens stand for. @param units - `[N]`, as `below` */
export function bitsPer(entropies: Float64Array, units: Float64Array | undefined, sample: RowSample): Measured {
  const {value, ...rest} = ratioOfSums(entropies, units, sample);
  return {...rest, value: value === null ? null : value / Math.LN2};
}

/** @param above - `[N]` @param below - `[N]`; undefined where the rows have no such number */
export function ratioOfSums(above: Float64Array, below: Float64Array | undefined, {weights}: RowSample): Measured {
  if (!below) return {value: null, note: 'the tokens are no text'};
  let [upper, lower] = [0, 0];
  for (let row = 0; row < above.length; row += 1) {
    const weight = weights[row] ?? 0;
    upper += weight * (above[row] ?? NaN);
    lower += weight * (below[row] ?? NaN);
  }
  return lower > 0 ? {value: upper / lower} : NO_ROWS;
}
