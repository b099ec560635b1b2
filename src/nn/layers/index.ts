import {Registry} from '../../core/index.js';
import type {LayerDefinition} from '../define.js';
import {dense} from './dense.js';
import {dropout} from './dropout.js';
import {embedding} from './embedding.js';
import {oneHot} from './one-hot.js';

export const layers = new Registry<LayerDefinition>('layer', [dense, dropout, embedding, oneHot]);
export {dense, dropout, embedding, oneHot};
