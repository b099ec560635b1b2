import {Registry} from '../../core/index.js';
import type {LayerDefinition} from '../define.js';
import {activation} from './activation.js';
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
]);
export {
  activation,
  batchNorm,
  conv,
  dense,
  depthwiseConv,
  dropout,
  embedding,
  flatten,
  globalPool,
  layerNorm,
  oneHot,
  pool,
  squeezeExcite,
};
