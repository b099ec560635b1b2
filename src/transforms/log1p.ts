import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import {defineTransform, type FitColumn} from './define.js';
import {transformError} from './errors.js';

interface Log1pState {
  /** Least argument per column: 0, or the least value seen where that is below. */
  readonly floor: readonly number[];
}

/**
 * y = log(1 + x) per column: float64 `[N, C]` → float64 `[N, C]`; missing stays missing. Takes values above −1 only; a
 * value below 0 and below all that were seen when fitted counts as the least of these, so nothing becomes infinite.
 *
 * Both ways use Kahan's correction (log1p and expm1 from log and exp to full precision for small arguments).
 * @see Goldberg, What Every Computer Scientist Should Know About Floating-Point Arithmetic (1991), theorem 4
 */
export const log1p = defineTransform<Log1pState>({
  name: 'log1p',
  version: 1,
  summary: 'log(1 + x), for skewed values above -1.',
  takes: ['float64'],
  gives: 'float64',
  fillsMissing: false,
  choosableFor: ['numeric'],
  options: {},
  fit: (columns) => ({floor: columns.map(floorOf)}),
  outputs: (columns) => columns,
  build: (g, x, {floor}) => {
    const least = g.numbers(floor, 'float64');
    const safe = g.where(g.less(x, least), least, x);
    const sum = g.shift(safe, 1);
    const rounded = g.shift(sum, -1);
    return exceptZero(g, rounded, {
      atZero: safe,
      elsewhere: (divisor) => g.mul(g.log(sum), g.div(safe, divisor)),
    });
  },
  inverse: (g, y) => {
    const log = g.cast(y, 'float64');
    const power = g.exp(log);
    const grown = g.shift(power, -1);
    return exceptZero(g, g.log(power), {
      atZero: log,
      elsewhere: (divisor) => g.mul(grown, g.div(log, divisor)),
    });
  },
});

/** A quotient by `divisor`, with its limit where that is 0. */
function exceptZero(
  g: OpGraph,
  divisor: Value,
  {atZero, elsewhere}: {atZero: Value; elsewhere: (divisor: Value) => Value},
): Value {
  const isZero = g.equal(divisor, g.scalar(0, 'float64'));
  return g.where(isZero, atZero, elsewhere(g.where(isZero, g.scalar(1, 'float64'), divisor)));
}

function floorOf({name, statistics: {min}}: FitColumn): number {
  if (min > -1) return Math.min(0, min);
  throw transformError(
    'TRANSFORM_RANGE',
    `Column '${name}' has values down to ${String(min)}: log1p takes those above -1.`,
    {
      hints: [`Choose another scaling, such as --transform '${name}=quantile'.`],
      data: {column: name},
    },
  );
}
