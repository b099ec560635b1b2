// From a graph to a smaller one that computes the same: before training, and before a model leaves the house.
export {optimizeGraph, type OptimizeOptions} from './optimize-graph.js';
export {passes} from './registry.js';
export type {PassContext, PassDefinition, Purpose} from './define.js';
