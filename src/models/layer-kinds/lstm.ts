import {lstm as layer} from '../../nn/index.js';
import {defineLayerKind} from './define.js';
import {RECURRENT_OPTIONS, type RecurrentSpec, readRecurrent} from './recurrent-options.js';

export const lstm = defineLayerKind<RecurrentSpec>({
  name: 'lstm',
  summary: 'Long short-term memory over the steps of sequences; the last step alone unless every-step.',
  main: 'units',
  options: RECURRENT_OPTIONS,
  hasWeights: true,
  read: readRecurrent,
  build: ({g, name, random}, x, options) => layer.build(g, x, {name: name('lstm'), ...options}, random),
});
