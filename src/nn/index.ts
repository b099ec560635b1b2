export * from './define.js';
export * from './errors.js';
export * from './loss-options.js';
export * from './activations/index.js';
export * from './initializers/index.js';
export * from './layers/index.js';
export * from './losses/index.js';
