// Changing graphs that are there already: adapters, heads, and what makes a foreign file trainable.
export {addAdapters, type AdapterOptions} from './add-adapters.js';
export {adapterOf, baseIdOf, type AdaptedWeight, type Adapter} from './adapter.js';
export {adaptWith, applyAdapter, extractAdapter} from './adapter-file.js';
export {toInferenceMode} from './inference-mode.js';
export {linearNodes, type LinearNode} from './linear-nodes.js';
export {mergeAdapters} from './merge-adapters.js';
export {surgeryError} from './errors.js';
