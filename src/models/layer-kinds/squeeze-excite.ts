import {squeezeExcite as squeezeExciteLayer} from '../../nn/index.js';
import {count} from '../options.js';
import {at, defineLayerKind} from './define.js';

export const squeezeExcite = defineLayerKind<{readonly reduction: number}>({
  name: 'squeeze-excite',
  summary:
    'Each channel times a factor that follows from the means of all; reduction (4): channels between are so many times fewer.',
  main: 'reduction',
  options: ['reduction'],
  read: (given, path) => ({reduction: count(given, at(path, 'reduction'), 4, 1)}),
  build: (scope, x, {reduction}) => {
    const {g, initializer, random} = scope;
    return squeezeExciteLayer.build(g, x, {name: scope.name('squeeze_excite'), reduction, initializer}, random);
  },
});
