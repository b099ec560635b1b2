import {Registry} from '../../core/index.js';
import type {LayerDefinition} from '../define.js';
import {activation} from './activation.js';
import {attention} from './attention.js';
import {batchNorm} from './batch-norm.js';
import {conv} from './conv.js';
import {dense} from './dense.js';
import {depthwiseConv} from './depthwise-conv.js';
import {dropout} from './dropout.js';
import {embedding} from './embedding.js';
import {flatten} from './flatten.js';
import {globalPool} from './global-pool.js';
import {layerNorm} from './layer-norm.js';
import {oneHot} from './one-hot.js';
import {pool} from './pool.js';
import {POSITION_KINDS, type PositionKind, position} from './position.js';
import {gru, lstm} from './recurrent.js';
import {rmsNorm} from './rms-norm.js';
import {SEQUENCE_POOL_KINDS, type SequencePoolKind, sequencePool} from './sequence-pool.js';
import {requireSequence, rowsOf} from './sequences.js';
import {squeezeExcite} from './squeeze-excite.js';

export const layers = new Registry<LayerDefinition>('layer', [
  dense,
  activation,
  dropout,
  batchNorm,
  layerNorm,
  embedding,
  oneHot,
  conv,
  depthwiseConv,
  pool,
  globalPool,
  flatten,
  squeezeExcite,
  rmsNorm,
  position,
  attention,
  gru,
  lstm,
  sequencePool,
]);
export {
  activation,
  attention,
  batchNorm,
  conv,
  dense,
  depthwiseConv,
  dropout,
  embedding,
  flatten,
  globalPool,
  gru,
  layerNorm,
  lstm,
  oneHot,
  pool,
  position,
  POSITION_KINDS,
  requireSequence,
  rmsNorm,
  rowsOf,
  SEQUENCE_POOL_KINDS,
  sequencePool,
  squeezeExcite,
};
export type {PositionKind, SequencePoolKind};
