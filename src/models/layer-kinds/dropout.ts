import {dropout as dropoutLayer} from '../../nn/index.js';
import {between} from '../options.js';
import {at, defineLayerKind} from './define.js';

export const dropout = defineLayerKind<{readonly ratio: number}>({
  name: 'dropout',
  summary: 'A share of the numbers set to zero in training.',
  main: 'ratio',
  options: ['ratio'],
  read: (given, path) => ({ratio: between(given, at(path, 'ratio'), NaN, {low: 0, high: 1})}),
  build: (scope, x, {ratio}) => dropoutLayer.build(scope.g, x, {name: scope.name('dropout'), ratio}, scope.random),
});
