import {depthwiseConv} from '../../nn/index.js';
import {count} from '../options.js';
import {at, defineLayerKind} from './define.js';
import {readWeights, WEIGHT_OPTIONS, type WeightSpec, weightsOf} from './weight-options.js';
import {readWindow, WINDOW_OPTIONS, type WindowSpec} from './window-options.js';

export interface DepthwiseSpec extends WindowSpec, WeightSpec {
  readonly multiplier: number;
}

export const depthwise = defineLayerKind<DepthwiseSpec>({
  name: 'depthwise',
  summary: 'Convolution of each channel by itself, multiplier filters a channel (1); its window as of conv.',
  main: 'kernel',
  options: [...WINDOW_OPTIONS, 'multiplier', ...WEIGHT_OPTIONS],
  hasWeights: true,
  read: (given, path) => ({
    ...readWindow(given, path, 3),
    multiplier: count(given, at(path, 'multiplier'), 1, 1),
    ...readWeights(given, path),
  }),
  build: (scope, x, options) => {
    const name = scope.name('depthwise');
    scope.openActivation(name);
    return depthwiseConv.build(scope.g, x, {...options, ...weightsOf(options, scope), name}, scope.random);
  },
});
