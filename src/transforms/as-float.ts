import {TENSORS} from './affine.js';
import {defineTransform} from './define.js';

/** The values as they are, float64 `[N, C]` → float32 `[N, C]`: booleans, and numbers that should stay unscaled; tensors too. */
export const asFloat = defineTransform({
  name: 'as-float',
  version: 1,
  summary: 'The values unchanged, as float32.',
  takes: ['float64'],
  gives: 'float32',
  fillsMissing: false,
  takesTensors: TENSORS,
  choosableFor: ['numeric', 'boolean', 'tensor'],
  keepsValues: true,
  options: {},
  fit: () => null,
  outputs: (columns) => columns,
  build: (g, x) => g.cast(x, 'float32'),
  inverse: (g, y) => g.cast(y, 'float64'),
});
