// What the augmentations of time series share: cells [steps, columns], row-major, as `data window` makes them.
import type {Random} from '../../../core/index.js';
import type {RowAugmentation} from './define.js';

export const seriesProblem: RowAugmentation['problem'] = ({kind, shape, parse}) =>
  kind === 'tensor' &&
  shape?.length === 2 &&
  parse.sampleRate === undefined &&
  (parse.element === 'float32' || parse.element === 'float64')
    ? undefined
    : 'expects time series of fractions, [steps, columns]';

/** The population deviation of each column over the steps; values that are no number are left out. */
export function deviations(cell: Float32Array, columns: number): number[] {
  return Array.from({length: columns}, (_, column) => {
    const values = cell.filter((value, at) => at % columns === column && Number.isFinite(value));
    const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length));
  });
}

/** The column read at places between its steps, on the line through the two beside; places beyond an end are the end. */
export function resampled(cell: Float32Array, columns: number, places: readonly number[]): Float32Array {
  const last = cell.length / columns - 1;
  const result = new Float32Array(places.length * columns);
  places.forEach((given, step) => {
    const place = Math.min(last, Math.max(0, given));
    const below = Math.floor(place);
    const share = place - below;
    for (let column = 0; column < columns; column += 1) {
      const low = cell[below * columns + column] ?? 0;
      const high = share === 0 ? low : (cell[(below + 1) * columns + column] ?? low);
      result[step * columns + column] = low + (high - low) * share;
    }
  });
  return result;
}

/** A smooth curve through `knots + 2` numbers drawn around 1, evenly spaced over the steps. */
export function drawnCurve(
  steps: number,
  {knots, sigma}: {readonly knots: number; readonly sigma: number},
  random: Random,
): number[] {
  return spline(
    Array.from({length: knots + 2}, () => 1 + sigma * random.normal()),
    steps,
  );
}

/**
 * The natural cubic spline through evenly spaced values, read at so many even places from the first to the last.
 *
 * @param values - two or more
 */
export function spline(values: readonly number[], steps: number): number[] {
  const bends = secondDerivatives(values);
  return Array.from({length: steps}, (_, step) => {
    const place = steps === 1 ? 0 : (step * (values.length - 1)) / (steps - 1);
    const below = Math.min(values.length - 2, Math.floor(place));
    const right = place - below;
    const left = 1 - right;
    return (
      left * (values[below] ?? 0) +
      right * (values[below + 1] ?? 0) +
      ((left ** 3 - left) * (bends[below] ?? 0) + (right ** 3 - right) * (bends[below + 1] ?? 0)) / 6
    );
  });
}

/** Solves m(i−1) + 4 m(i) + m(i+1) = 6 (y(i−1) − 2 y(i) + y(i+1)), none at the ends, by elimination. */
function secondDerivatives(values: readonly number[]): number[] {
  const last = values.length - 1;
  const [upper, right] = [[0], [0]];
  for (let at = 1; at < last; at += 1) {
    const bend = 6 * ((values[at - 1] ?? 0) - 2 * (values[at] ?? 0) + (values[at + 1] ?? 0));
    const pivot = 4 - (upper[at - 1] ?? 0);
    upper.push(1 / pivot);
    right.push((bend - (right[at - 1] ?? 0)) / pivot);
  }
  const bends = new Array<number>(last + 1).fill(0);
  for (let at = last - 1; at > 0; at -= 1) bends[at] = (right[at] ?? 0) - (upper[at] ?? 0) * (bends[at + 1] ?? 0);
  return bends;
}
