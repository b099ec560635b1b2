import {gru as layer} from '../../nn/index.js';
import {defineLayerKind} from './define.js';
import {RECURRENT_OPTIONS, type RecurrentSpec, readRecurrent} from './recurrent-options.js';

export const gru = defineLayerKind<RecurrentSpec>({
  name: 'gru',
  summary: 'Gated recurrent units over the steps of sequences; the last step alone unless every-step.',
  main: 'units',
  options: RECURRENT_OPTIONS,
  hasWeights: true,
  read: readRecurrent,
  build: ({g, name, random}, x, options) => layer.build(g, x, {name: name('gru'), ...options}, random),
});
