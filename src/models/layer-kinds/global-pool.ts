import {globalPool as globalPoolLayer} from '../../nn/index.js';
import {oneOf} from '../options.js';
import {at, defineLayerKind} from './define.js';
import {POOL_KINDS, type PoolKind} from './pool.js';

export const globalPool = defineLayerKind<{readonly kind: PoolKind}>({
  name: 'global-pool',
  summary: 'The mean (average) or the largest number (max) of each channel: rows of numbers from images.',
  main: 'kind',
  options: ['kind'],
  read: (given, path) => ({kind: oneOf<PoolKind>(given, at(path, 'kind'), 'average', POOL_KINDS)}),
  build: (scope, x, {kind}) => globalPoolLayer.build(scope.g, x, {name: scope.name('global_pool'), kind}, scope.random),
});
