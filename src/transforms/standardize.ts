import {buildAffine, inverseAffine, usableScale, type AffineState} from './affine.js';
import {defineTransform} from './define.js';

/**
 * y = (x − mean) / deviation per column, mean and population deviation of the values present when fitted.
 * float64 `[N, C]` → float32 `[N, C]`; a constant column gives zeros; missing stays missing.
 */
export const standardize = defineTransform<AffineState>({
  name: 'standardize',
  version: 1,
  summary: 'Mean 0 and deviation 1.',
  takes: ['float64'],
  gives: 'float32',
  fillsMissing: false,
  choosableFor: ['numeric', 'datetime', 'boolean'],
  options: {},
  fit: (columns) => ({
    center: columns.map(({statistics}) => finiteOr(statistics.mean, 0)),
    scale: columns.map(({statistics}) =>
      statistics.min === statistics.max ? 1 : usableScale(Math.sqrt(statistics.variance)),
    ),
  }),
  outputs: (columns) => columns,
  build: buildAffine,
  inverse: inverseAffine,
});

function finiteOr(value: number, otherwise: number): number {
  return Number.isFinite(value) ? value : otherwise;
}
