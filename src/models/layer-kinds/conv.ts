import {conv as convLayer} from '../../nn/index.js';
import {count} from '../options.js';
import {at, defineLayerKind} from './define.js';
import {readWeights, WEIGHT_OPTIONS, type WeightSpec, weightsOf} from './weight-options.js';
import {readWindow, WINDOW_OPTIONS, type WindowSpec} from './window-options.js';

export interface ConvSpec extends WeightSpec, WindowSpec {
  readonly filters: number;
  readonly groups?: number;
}

export const conv = defineLayerKind<ConvSpec>({
  name: 'conv',
  summary: 'Convolution of images: kernel 3, stride 1, dilation 1, padding same (or valid, or a number), groups 1.',
  main: 'filters',
  options: ['filters', ...WINDOW_OPTIONS, 'groups', ...WEIGHT_OPTIONS],
  hasWeights: true,
  read: (given, path) => ({
    filters: count(given, at(path, 'filters'), NaN, 1),
    ...readWindow(given, path, 3),
    ...(given[at(path, 'groups')] === undefined ? {} : {groups: count(given, at(path, 'groups'), 1, 1)}),
    ...readWeights(given, path),
  }),
  build: (scope, x, options) => {
    const name = scope.name('conv');
    scope.openActivation(name);
    return convLayer.build(scope.g, x, {...options, ...weightsOf(options, scope), name}, scope.random);
  },
});
