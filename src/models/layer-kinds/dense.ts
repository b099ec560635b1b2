import {dense as denseLayer} from '../../nn/index.js';
import {count} from '../options.js';
import {at, defineLayerKind} from './define.js';
import {readWeights, WEIGHT_OPTIONS, type WeightSpec, weightsOf} from './weight-options.js';

export interface DenseSpec extends WeightSpec {
  readonly units: number;
}

export const dense = defineLayerKind<DenseSpec>({
  name: 'dense',
  summary: 'Every unit reads all numbers of a row.',
  main: 'units',
  options: ['units', ...WEIGHT_OPTIONS],
  hasWeights: true,
  read: (given, path) => ({units: count(given, at(path, 'units'), NaN, 1), ...readWeights(given, path)}),
  build: (scope, x, {units, ...weights}) => {
    const name = scope.name('dense');
    scope.openActivation(name);
    const options = {name, units, ...weightsOf(weights, scope), zeroRows: scope.zeroRows(x)};
    return denseLayer.build(scope.g, x, options, scope.random);
  },
});
