import {attention as attentionLayer} from '../../nn/index.js';
import {count, truth} from '../options.js';
import {at, defineLayerKind} from './define.js';

export interface AttentionSpec {
  readonly heads: number;
  /** Absent: as many as heads. */
  readonly keyHeads?: number;
  readonly causal: boolean;
  readonly rotary: boolean;
}

export const attention = defineLayerKind<AttentionSpec>({
  name: 'attention',
  summary:
    'Every step of a sequence reads the others by several heads; causal: earlier ones only; rotary: turned by place.',
  main: 'heads',
  options: ['heads', 'keyHeads', 'causal', 'rotary'],
  hasWeights: true,
  read: (given, path) => ({
    heads: count(given, at(path, 'heads'), NaN, 1),
    ...(given[at(path, 'keyHeads')] === undefined ? {} : {keyHeads: count(given, at(path, 'keyHeads'), 1, 1)}),
    causal: truth(given, at(path, 'causal'), false),
    rotary: truth(given, at(path, 'rotary'), false),
  }),
  build: ({g, name, initializer, random}, x, options) =>
    attentionLayer.build(g, x, {name: name('attention'), initializer, ...options}, random),
});
