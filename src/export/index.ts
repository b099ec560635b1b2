// From a run's model to the file that is served elsewhere.
export {exportModel, examplePath, type ExportOptions, type ExportResult} from './export-model.js';
export {exportAdapter, type ExportAdapterResult} from './export-adapter.js';
export {stripTraining, type Stripped} from './strip-training.js';
export {compareOutputs, type Difference, type Parity} from './parity.js';
export {exportError} from './errors.js';
