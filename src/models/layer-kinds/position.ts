import {POSITION_KINDS, type PositionKind, position as positionLayer} from '../../nn/index.js';
import {oneOf} from '../options.js';
import {at, defineLayerKind} from './define.js';

export const position = defineLayerKind<{readonly kind: PositionKind}>({
  name: 'position',
  summary: 'Adds to each step of a sequence where it is: learned or sinusoidal.',
  main: 'kind',
  options: ['kind'],
  read: (given, path) => ({kind: oneOf<PositionKind>(given, at(path, 'kind'), 'learned', POSITION_KINDS)}),
  build: ({g, name, random}, x, {kind}) => positionLayer.build(g, x, {name: name('position'), kind}, random),
});
