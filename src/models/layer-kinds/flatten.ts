import {flatten as flattenLayer} from '../../nn/index.js';
import {defineLayerKind} from './define.js';

export const flatten = defineLayerKind<object>({
  name: 'flatten',
  summary: 'All numbers of an image in one row; it takes no option (write it as flatten: {}).',
  options: [],
  read: () => ({}),
  build: (scope, x) => flattenLayer.build(scope.g, x, {name: scope.name('flatten')}, scope.random),
});
