import {defineTransform} from './define.js';

/** 1 where the cell is missing, else 0: float64 `[N, C]` → float32 `[N, C]`, as columns of their own. */
export const missingFlag = defineTransform<{readonly suffix: string}>({
  name: 'missing-flag',
  version: 1,
  summary: 'Whether the cell was missing, as an extra column.',
  takes: ['float64'],
  gives: 'float32',
  fillsMissing: true,
  options: {suffix: '_was_missing'},
  fit: (_columns, {suffix}) => ({suffix: typeof suffix === 'string' && suffix !== '' ? suffix : '_was_missing'}),
  outputs: (columns, {suffix}) => columns.map((name) => `${name}${suffix}`),
  build: (g, x) => g.cast(g.isNaN(x), 'float32'),
});
