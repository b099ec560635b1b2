import {buildAffine, inverseAffine, usableScale, type AffineState} from './affine.js';
import {defineTransform} from './define.js';

/** A smaller share of the range would give values beyond what float32 resolves. */
const LEAST_SHARE = 1e-7;

/**
 * y = (x − median) / (third quartile − first quartile) per column: outliers do not move the scale.
 * float64 `[N, C]` → float32 `[N, C]`; where the quartiles are equal, or differ by less than float32 can tell over the
 * whole range, the scale is 1; missing stays missing.
 */
export const robust = defineTransform<AffineState>({
  name: 'robust',
  version: 1,
  summary: 'Median 0 and interquartile range 1.',
  takes: ['float64'],
  gives: 'float32',
  fillsMissing: false,
  choosableFor: ['numeric', 'datetime'],
  options: {},
  fit: (columns) => ({
    center: columns.map(({statistics}) => (statistics.present === 0 ? 0 : statistics.quantile(0.5))),
    scale: columns.map(({statistics}) => {
      const spread = statistics.quantile(0.75) - statistics.quantile(0.25);
      return spread > (statistics.max - statistics.min) * LEAST_SHARE ? usableScale(spread) : 1;
    }),
  }),
  outputs: (columns) => columns,
  build: buildAffine,
  inverse: inverseAffine,
});
