import {batchNorm, conv, dense, lastDim} from '../../nn/index.js';
import type {Value} from '../../onnx/index.js';
import {modelError} from '../errors.js';
import {truth} from '../options.js';
import {at, defineLayerKind, type LayerScope, type LayerSpec} from './define.js';

export interface ResidualSpec {
  readonly layers: readonly LayerSpec[];
  readonly projection: boolean;
}

export const residual = defineLayerKind<ResidualSpec>({
  name: 'residual',
  summary:
    'The input plus what its layers make of it; where the shapes differ it is projected first (dense without bias; of images a convolution of one place, with steps, and batch normalization).',
  main: 'layers',
  options: ['layers', 'projection'],
  hasWeights: true,
  read: (given, path, readLayers) => ({
    layers: readLayers(given, at(path, 'layers')),
    projection: truth(given, at(path, 'projection'), true),
  }),
  build: (scope, x, {layers, projection}) => {
    const name = scope.name('residual');
    const place = `${scope.place}.residual`;
    const y = scope.build(layers, x, `${place}.layers`);
    const isSame = x.shape?.join() === y.shape?.join();
    const skip = isSame ? x : projection ? project(scope, x, {y, name}) : undefined;
    if (!skip)
      throw modelError(
        'MODEL_OPTION_INVALID',
        `Layer ${place} expects its layers to keep the shape [${x.shape?.join(', ') ?? '…'}], got [${y.shape?.join(', ') ?? '…'}].`,
        {hints: ['Give its last layer as many units or filters, or leave projection out.']},
      );
    return scope.g.op('Add', [skip, y], {}, {name: `${name}_sum`, outputs: [`${name}.y`]});
  },
});

/** The input in the shape of the result; undefined where no projection gives it. */
function project(
  {g, initializer, initializerScale: scale, zeroRows, random}: LayerScope,
  x: Value,
  {y, name}: {readonly y: Value; readonly name: string},
): Value | undefined {
  const weights = {name, initializer, scale, hasBias: false};
  const [from, to] = [x.shape?.slice(2).map(Number), y.shape?.slice(2).map(Number)];
  if (from?.length === 0 && to?.length === 0)
    return dense.build(g, x, {...weights, units: lastDim(y.shape) ?? 0, zeroRows: zeroRows(x)}, random);
  // Steps that give the sizes of the result, where whole ones do.
  const stride = from?.map((size, axis) => Math.ceil(size / (to?.[axis] ?? 1))) ?? [];
  const given = from?.map((size, axis) => Math.ceil(size / (stride[axis] ?? 1))) ?? [];
  if (from?.length !== to?.length || given.join() !== to?.join()) return undefined;
  const options = {...weights, filters: Number(y.shape?.[1]), kernel: 1, stride};
  return batchNorm.build(g, conv.build(g, x, options, random), {name: `${name}.norm`}, random);
}
