import {Registry} from '../../core/index.js';
import type {LayerDefinition} from '../define.js';
import {activation} from './activation.js';
import {batchNorm} from './batch-norm.js';
import {dense} from './dense.js';
import {dropout} from './dropout.js';
import {embedding} from './embedding.js';
import {layerNorm} from './layer-norm.js';
import {oneHot} from './one-hot.js';

export const layers = new Registry<LayerDefinition>('layer', [
  dense,
  activation,
  dropout,
  batchNorm,
  layerNorm,
  embedding,
  oneHot,
]);
export {activation, batchNorm, dense, dropout, embedding, layerNorm, oneHot};
