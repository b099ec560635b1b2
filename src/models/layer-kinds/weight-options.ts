// How a layer's weights are drawn: by its own initializer, or the network's.
import {activations, initializers} from '../../nn/index.js';
import {between, type Given, refuseUnused, word} from '../options.js';
import {at, type LayerScope} from './define.js';
import {kindOf} from './kind-of.js';

export interface WeightSpec {
  /** Default: that of the network. */
  readonly initializer?: string;
  readonly initializerScale?: number;
}

export const WEIGHT_OPTIONS = ['initializer', 'initializerScale'] as const;

export function readWeights(given: Given, path: string): WeightSpec {
  const [key, scaleKey] = [at(path, 'initializer'), at(path, 'initializerScale')];
  const {name, scale} = initializers.get(word(given, key, 'glorot-uniform'));
  if (scale === undefined) refuseUnused(given, [scaleKey], `the initializer ${name} takes no scale`, 'Leave it out.');
  return {
    ...(given[key] === undefined ? {} : {initializer: name}),
    ...(given[scaleKey] === undefined ? {} : {initializerScale: between(given, scaleKey, 0, {low: 0, high: Infinity})}),
  };
}

/**
 * What a layer draws its weights by, and whether it has a bias.
 *
 * A normalization by the batch takes the mean out again, and with it a bias. Its gradient would be rounding errors only,
 * which optimizers that divide by its size (Adam) follow at full speed: there is no bias then.
 */
export function weightsOf(
  {initializer, initializerScale}: WeightSpec,
  scope: LayerScope,
): {
  readonly initializer: string;
  readonly scale: number | undefined;
  readonly gain: number | undefined;
  readonly hasBias: boolean;
} {
  // A scale of the network's own initializer means nothing to another one.
  const scale = initializerScale ?? (initializer === undefined ? scope.initializerScale : undefined);
  const [next] = scope.after;
  const takesMean = next !== undefined && kindOf(next).takesMean?.(kindOf(next).settings) === true;
  return {initializer: initializer ?? scope.initializer, scale, gain: gainOf(scope), hasBias: !takesMean};
}

/** The gain of the activation a layer's result goes into, whatever norm or dropout lies between. */
function gainOf({after}: LayerScope): number | undefined {
  for (const spec of after) {
    const kind = kindOf(spec);
    if (kind.hasWeights) return undefined;
    const found = kind.activation?.(kind.settings);
    if (!found) continue;
    const {alpha, gain} = activations.get(found.name);
    return gain?.(found.alpha ?? alpha?.standard ?? 0);
  }
  return undefined;
}
