import {Registry} from '../core/index.js';
import type {ArchitectureDefinition} from './define.js';
import {mlp} from './mlp.js';

export const architectures = new Registry<ArchitectureDefinition>('architecture', [mlp]);
export * from './define.js';
export * from './errors.js';
export type {MlpOptions} from './mlp.js';
export {camelKeys} from './layer-specs.js';
