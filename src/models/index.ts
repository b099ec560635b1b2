import {Registry} from '../core/index.js';
import type {ArchitectureDefinition} from './define.js';
import {convnet} from './convnet.js';
import {gpt} from './gpt.js';
import {gru} from './gru.js';
import {lstm} from './lstm.js';
import {mlp} from './mlp.js';
import {mobilenet} from './mobilenet.js';
import {resnet} from './resnet.js';
import {transformer} from './transformer.js';

export const architectures = new Registry<ArchitectureDefinition>('architecture', [
  mlp,
  convnet,
  resnet,
  mobilenet,
  gru,
  lstm,
  transformer,
  gpt,
]);
export * from './define.js';
export * from './errors.js';
export type {MlpOptions} from './mlp.js';
export {camelKeys} from './layer-specs.js';
export {describeArchitectures} from './describe-architectures.js';
export type {ArchitectureList} from './describe-architectures.js';
