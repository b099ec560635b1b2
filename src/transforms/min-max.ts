import {buildAffine, fitAffine, inverseAffine, TENSORS, usableScale, type AffineState} from './affine.js';
import {defineTransform} from './define.js';

/**
 * y = (x − min) / (max − min) per column: 0 to 1 over the values present when fitted, outside it for others.
 * float64 `[N, C]` → float32 `[N, C]`; a constant column gives zeros; missing stays missing.
 */
export const minMax = defineTransform<AffineState>({
  name: 'min-max',
  version: 1,
  summary: 'Smallest value 0, largest 1.',
  takes: ['float64'],
  gives: 'float32',
  fillsMissing: false,
  takesTensors: TENSORS,
  choosableFor: ['numeric', 'datetime', 'boolean', 'tensor'],
  options: {},
  fit: (columns) =>
    fitAffine(columns, ({min, max}) => ({center: Number.isFinite(min) ? min : 0, scale: usableScale(max - min)})),
  outputs: (columns) => columns,
  build: buildAffine,
  inverse: inverseAffine,
});
