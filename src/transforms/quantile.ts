import {defineTransform} from './define.js';
import {normalQuantile} from './normal-quantile.js';
import {numberOption} from './options.js';
import {buildPiecewise, type Knot} from './piecewise.js';

interface QuantileState {
  /** Of each column, values at evenly spaced probabilities from 0 to 1. */
  readonly quantiles: readonly (readonly number[])[];
}

/** Probabilities nearer to 0 or 1 count as this near: scores lie within ±5.2, as in scikit-learn. */
const LEAST_PROBABILITY = 1e-7;

/**
 * Values as normal scores: each is replaced by the z with the same share of values below it. float64 `[N, C]` → float32
 * `[N, C]`; the least value and all below become −5.2, the greatest and all above 5.2; a constant column gives zeros;
 * missing stays missing. Option `levels`: quantiles held per column.
 *
 * The graph holds a piecewise-linear table from value to score. At the quantiles it equals scikit-learn's
 * QuantileTransformer (`output_distribution='normal'`), equal quantiles included; between two of them the score, not the
 * probability, is interpolated, which in the outermost pieces is refined by halving the probability again and again.
 * The way back is the same table read the other way.
 */
export const quantile = defineTransform<QuantileState>({
  name: 'quantile',
  version: 1,
  summary: 'Normal scores by a table of quantiles.',
  takes: ['float64'],
  gives: 'float32',
  fillsMissing: false,
  choosableFor: ['numeric', 'datetime'],
  argument: 'levels',
  options: {levels: 256},
  fit: (columns, options) => {
    const most = Math.floor(numberOption(options, 'levels', 2, 10_000));
    return {
      quantiles: columns.map(({statistics}) => {
        const count = Math.max(2, Math.min(most, statistics.present));
        return statistics.present === 0
          ? [0, 0]
          : rising(Array.from({length: count}, (_, at) => statistics.quantile(at / (count - 1))));
      }),
    };
  },
  outputs: (columns) => columns,
  build: (g, x, {quantiles}) => {
    const scores = buildPiecewise(
      g,
      x,
      quantiles.map((values) => scoreKnots(pointsOf(values))),
    );
    return g.cast(scores, 'float32');
  },
  inverse: (g, y, {quantiles}) =>
    buildPiecewise(
      g,
      g.cast(y, 'float64'),
      quantiles.map((values) => pointsOf(values).map(({score, value: at}) => ({x: score, at, left: at, right: at}))),
    ),
});

/** Interpolation between two quantiles may fall back by a last digit. */
function rising(values: readonly number[]): number[] {
  let most = -Infinity;
  return values.map((value) => (most = Math.max(most, value)));
}

interface Point {
  readonly value: number;
  readonly probability: number;
  readonly score: number;
}

/** The table of a column: values not decreasing, scores increasing. */
function pointsOf(quantiles: readonly number[]): Point[] {
  const last = quantiles.length - 1;
  // The probability is counted from the nearer end, which keeps the digits of those near 1.
  const score = (place: number): number =>
    place * 2 <= last ? scoreOf(place / last) : -scoreOf((last - place) / last);
  const inner = quantiles.map((value, place) => ({value, probability: place / last, score: score(place)}));
  const refine = (end: number, neighbour: number, sign: 1 | -1): Point[] => {
    const points: Point[] = [];
    if (end === neighbour) return points;
    for (let part = 0.5; part / last > LEAST_PROBABILITY; part /= 2)
      points.push({
        value: end + (neighbour - end) * part,
        probability: sign > 0 ? part / last : 1 - part / last,
        score: sign * scoreOf(part / last),
      });
    return points;
  };
  const [low = 0, second = 0] = quantiles;
  const [high = 0, beforeLast = 0] = [quantiles[last], quantiles[last - 1]];
  // With two quantiles only, the halves from both ends meet in the middle.
  const lower = refine(low, second, 1).reverse();
  const upper = refine(high, beforeLast, -1).slice(last === 1 ? 1 : 0);
  return [...inner.slice(0, 1), ...lower, ...inner.slice(1, -1), ...upper, ...inner.slice(-1)];
}

function scoreOf(probability: number): number {
  return normalQuantile(Math.max(probability, LEAST_PROBABILITY));
}

/** Points of equal value are one knot, at which the function jumps from the first's score to the last's. */
function scoreKnots(points: readonly Point[]): Knot[] {
  const knots: Knot[] = [];
  for (let start = 0; start < points.length;) {
    let end = start;
    while (points[end + 1]?.value === points[start]?.value) end += 1;
    const {value = 0, score: left = 0, probability: from = 0} = points[start] ?? {};
    const {score: right = 0, probability: to = 1} = points[end] ?? {};
    const isFirst = start === 0;
    const isLast = end === points.length - 1;
    const middle = start === end ? left : normalQuantile((from + to) / 2);
    if (isFirst && isLast) knots.push({x: value, at: 0, left: 0, right: 0});
    else knots.push({x: value, at: isFirst ? left : isLast ? right : middle, left, right});
    start = end + 1;
  }
  return knots;
}
