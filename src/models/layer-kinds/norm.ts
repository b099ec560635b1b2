import {batchNorm, layerNorm, rmsNorm} from '../../nn/index.js';
import {oneOf} from '../options.js';
import {at, defineLayerKind} from './define.js';

const NORMS = {batch: batchNorm, layer: layerNorm, rms: rmsNorm} as const;

export type NormKind = keyof typeof NORMS;
export const NORM_KINDS = Object.keys(NORMS) as readonly NormKind[];

export interface NormSpec {
  readonly kind: NormKind;
}

export const norm = defineLayerKind<NormSpec>({
  name: 'norm',
  summary:
    'By the mean and variance of the batch (each feature or channel), or of the row, or step (layer); rms: by the root of its mean square.',
  main: 'kind',
  options: ['kind'],
  takesMean: ({kind}) => kind === 'batch',
  read: (given, path) => ({kind: oneOf<NormKind | ''>(given, at(path, 'kind'), '', NORM_KINDS) || 'batch'}),
  build: (scope, x, {kind}) => NORMS[kind].build(scope.g, x, {name: scope.name('norm')}, scope.random),
});
