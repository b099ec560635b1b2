import {buildAffine, fitAffine, inverseAffine, TENSORS, usableScale, type AffineState} from './affine.js';
import {defineTransform} from './define.js';

/**
 * y = (x − mean) / deviation per column, mean and population deviation of the values present when fitted.
 * float64 `[N, C]` → float32 `[N, C]`; tensors by channel (see `TensorStatistics`); a constant column gives zeros; missing stays missing.
 */
export const standardize = defineTransform<AffineState>({
  name: 'standardize',
  version: 1,
  summary: 'Mean 0 and deviation 1.',
  takes: ['float64'],
  gives: 'float32',
  fillsMissing: false,
  takesTensors: TENSORS,
  choosableFor: ['numeric', 'datetime', 'boolean', 'tensor'],
  options: {},
  fit: (columns) =>
    fitAffine(columns, ({mean, variance, min, max}) => ({
      center: finiteOr(mean, 0),
      scale: min === max ? 1 : usableScale(Math.sqrt(variance)),
    })),
  outputs: (columns) => columns,
  build: buildAffine,
  inverse: inverseAffine,
});

function finiteOr(value: number, otherwise: number): number {
  return Number.isFinite(value) ? value : otherwise;
}
