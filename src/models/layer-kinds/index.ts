// The kinds of layers a spec is composed of. Add yours to the list.
import {Registry} from '../../core/index.js';
import {activation} from './activation.js';
import {attention} from './attention.js';
import {conv} from './conv.js';
import type {LayerKind} from './define.js';
import {dense} from './dense.js';
import {depthwise} from './depthwise.js';
import {dropout} from './dropout.js';
import {flatten} from './flatten.js';
import {globalPool} from './global-pool.js';
import {gru} from './gru.js';
import {lstm} from './lstm.js';
import {norm} from './norm.js';
import {pool} from './pool.js';
import {position} from './position.js';
import {residual} from './residual.js';
import {sequencePool} from './sequence-pool.js';
import {squeezeExcite} from './squeeze-excite.js';

export const layerKinds = new Registry<LayerKind>('layer kind', [
  dense,
  activation,
  norm,
  dropout,
  residual,
  conv,
  depthwise,
  pool,
  globalPool,
  flatten,
  squeezeExcite,
  gru,
  lstm,
  attention,
  position,
  sequencePool,
]);
