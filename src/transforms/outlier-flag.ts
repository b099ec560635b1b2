import {defineTransform} from './define.js';
import {fitFences, FENCE_FACTORS, type FenceState} from './fences.js';

interface OutlierFlagState extends FenceState {
  readonly suffix: string;
}

/**
 * 1 where the value lies beyond a fence, else 0 (missing ones too): float64 `[N, C]` → float32 `[N, C]`, as columns of
 * their own. Options: `method` `iqr` or `zscore`, `factor`, `suffix` of the new columns' names.
 */
export const outlierFlag = defineTransform<OutlierFlagState>({
  name: 'outlier-flag',
  version: 1,
  summary: 'Whether the value is an outlier, as an extra column.',
  takes: ['float64'],
  gives: 'float32',
  fillsMissing: true,
  options: {method: 'iqr', factor: FENCE_FACTORS.iqr, suffix: '_is_outlier'},
  fit: (columns, options) => {
    const {suffix} = options;
    return {...fitFences(columns, options), suffix: typeof suffix === 'string' ? suffix : '_is_outlier'};
  },
  outputs: (columns, {suffix}) => columns.map((name) => `${name}${suffix}`),
  build: (g, x, {low, high}) => {
    const isBeyond = g.op('Or', [g.greater(x, g.numbers(high, 'float64')), g.less(x, g.numbers(low, 'float64'))]);
    return g.cast(isBeyond, 'float32');
  },
});
