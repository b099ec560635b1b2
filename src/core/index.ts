export * from './errors.js';
export * from './registry.js';
export * from './nearest.js';
export * from './json.js';
export * from './events.js';
export * from './random.js';
export * from './files.js';
export * from './ranges.js';
