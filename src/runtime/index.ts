export * from './errors.js';
export * from './session.js';
export * from './denormals.js';
export * from './device.js';
export * from './probe.js';
export * from './machine.js';
export * from './worker.js';
export * from './threads.js';
