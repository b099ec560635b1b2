export * from './define.js';
export * from './errors.js';
export * from './clip.js';
export * from './decay.js';
export * from './options.js';
export * from './schedule-factor.js';
export * from './optimizers/index.js';
export * from './schedules/index.js';
