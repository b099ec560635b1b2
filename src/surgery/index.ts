// Changing graphs that are there already: adapters, heads, and what makes a foreign file trainable.
export {addAdapters, type AdapterOptions} from './add-adapters.js';
export {adapterOf, baseIdOf, type AdaptedWeight, type Adapter} from './adapter.js';
export {adaptWith, applyAdapter, extractAdapter} from './adapter-file.js';
export {toInferenceMode} from './inference-mode.js';
export {liftWeights, storeFilled} from './lift-weights.js';
export {linearNodes, type LinearNode} from './linear-nodes.js';
export {findLogits, type FoundLogits} from './logits.js';
export {mergeAdapters} from './merge-adapters.js';
export {replaceHead, type NewHead} from './new-head.js';
export {refuseQuantized} from './quantized.js';
export {checkOpenBatch, fixedBatch, openBatch} from './symbolic-batch.js';
export {toFloat32} from './to-float32.js';
export {surgeryError} from './errors.js';
