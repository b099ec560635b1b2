// A piecewise-linear function per column as graph nodes: the piece of each value is found by bisection.
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';

/** Where a piece begins. Between two knots the function is a line from `right` of the one to `left` of the next. */
export interface Knot {
  readonly x: number;
  /** The value at `x` itself, and before the first and after the last knot. */
  readonly at: number;
  /** Limits from below and from above; they differ from `at` where the function jumps. */
  readonly left: number;
  readonly right: number;
}

/**
 * log₂(knots) rounds of Gather and Where over `[N, C]`: nothing of the size N · knots is ever made.
 *
 * @param x - float64 `[N, C]`
 * @param columns - for each column its knots, `x` strictly increasing
 * @returns float64 `[N, C]`; NaN stays NaN
 */
export function buildPiecewise(g: OpGraph, x: Value, columns: readonly (readonly Knot[])[]): Value {
  let size = 1;
  while (size < Math.max(...columns.map(({length}) => length))) size *= 2;
  // One list for all columns; the places after a column's last knot are out of reach.
  const table = (value: (knot: Knot, next: Knot | undefined) => number, padding: number): Value =>
    g.numbers(
      columns.flatMap((knots) =>
        Array.from({length: size}, (_, at) => {
          const knot = knots[at];
          return knot ? value(knot, knots[at + 1]) : padding;
        }),
      ),
      'float64',
    );
  const starts = table((knot) => knot.x, Infinity);
  let place = g.ints(columns.map((_, column) => column * size));
  for (let step = size / 2; step >= 1; step /= 2) {
    const candidate = g.add(place, g.ints([step]));
    place = g.where(g.op('GreaterOrEqual', [x, g.gather(starts, candidate)]), candidate, place);
  }
  const look = (values: Value): Value => g.gather(values, place);
  const distance = g.sub(x, look(starts));
  const line = g.add(look(table((knot) => knot.right, 0)), g.mul(distance, look(table(slopeOf, 0))));
  // A comparison with NaN is false, so that a missing value takes the line, which is NaN too.
  const isAtKnot = g.op('LessOrEqual', [distance, g.scalar(0, 'float64')]);
  return g.where(isAtKnot, look(table(({at}) => at, 0)), line);
}

/** 0 after the last knot, and for a piece so short or so long that its slope is no number. */
function slopeOf({x, right}: Knot, next: Knot | undefined): number {
  const slope = next ? (next.left - right) / (next.x - x) : 0;
  return Number.isFinite(slope) ? slope : 0;
}
