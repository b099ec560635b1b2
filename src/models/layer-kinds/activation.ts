import {activation as activationLayer, activations} from '../../nn/index.js';
import {refuseUnused, word} from '../options.js';
import {alphaTakers, readAlpha} from '../alpha.js';
import {at, defineLayerKind} from './define.js';

export interface ActivationSpec {
  readonly name: string;
  readonly alpha?: number;
}

export const activation = defineLayerKind<ActivationSpec>({
  name: 'activation',
  summary: 'A function of each number.',
  main: 'name',
  options: ['name', 'alpha'],
  activation: (options) => options,
  read: (given, path) => {
    const {name, alpha} = activations.get(word(given, at(path, 'name'), ''));
    if (!alpha)
      refuseUnused(given, [at(path, 'alpha')], `${name} takes no such number`, `Leave it out: ${alphaTakers()}.`);
    const value = given[at(path, 'alpha')];
    return {name, ...(value === undefined ? {} : {alpha: readAlpha(given, at(path, 'alpha'), 0)})};
  },
  build: (scope, x, {name: kind, alpha}) =>
    activationLayer.build(scope.g, x, {name: scope.takeActivation(), activation: kind, alpha}, scope.random),
});
