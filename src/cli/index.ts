export {IngotCommand} from './ingot-command.js';
export type {Origin} from './config.js';
export * from './flags.js';
export * from './network-flags.js';
export * from './output.js';
export * from './table.js';
export * from './errors.js';
export {onStopSignal, type StopSignal} from './signals.js';
