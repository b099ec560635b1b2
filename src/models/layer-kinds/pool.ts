import {pool as poolLayer} from '../../nn/index.js';
import {oneOf} from '../options.js';
import {at, defineLayerKind} from './define.js';
import {readWindow, WINDOW_OPTIONS, type WindowSpec} from './window-options.js';

export const POOL_KINDS = ['max', 'average'] as const;
export type PoolKind = (typeof POOL_KINDS)[number];

export interface PoolSpec extends WindowSpec {
  readonly kind: PoolKind;
}

export const pool = defineLayerKind<PoolSpec>({
  name: 'pool',
  summary:
    'The largest number (max) or the mean (average) of each window: kernel 2, stride as the kernel, padding valid.',
  main: 'kind',
  options: ['kind', ...WINDOW_OPTIONS],
  read: (given, path) => ({
    kind: oneOf<PoolKind>(given, at(path, 'kind'), 'max', POOL_KINDS),
    ...readWindow(given, path, 2),
  }),
  build: (scope, x, options) => poolLayer.build(scope.g, x, {...options, name: scope.name('pool')}, scope.random),
});
