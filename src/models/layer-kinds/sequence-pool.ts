import {SEQUENCE_POOL_KINDS, type SequencePoolKind, sequencePool as sequencePoolLayer} from '../../nn/index.js';
import {oneOf} from '../options.js';
import {at, defineLayerKind} from './define.js';

export const sequencePool = defineLayerKind<{readonly kind: SequencePoolKind}>({
  name: 'sequence-pool',
  summary: 'One row from each sequence: the mean or max over its steps, or its last or first step.',
  main: 'kind',
  options: ['kind'],
  read: (given, path) => ({kind: oneOf<SequencePoolKind>(given, at(path, 'kind'), 'mean', SEQUENCE_POOL_KINDS)}),
  build: ({g, name, random}, x, {kind}) => sequencePoolLayer.build(g, x, {name: name('sequence_pool'), kind}, random),
});
