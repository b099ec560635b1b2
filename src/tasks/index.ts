// Tasks: how columns, losses and outputs meet, and building a whole model for one.
export {importModel, type ImportModelOptions, type ImportModelResult} from './import/import-model.js';
export {tasks} from './registry.js';
export type {TaskContext, TaskDefinition} from './define.js';
export {buildModel, type BuildModelOptions} from './build-model.js';
export {initModel, type InitModelOptions, type InitModelResult} from './init-model.js';
export {requireModelFile} from './model-output.js';
export {describeModel, type ModelDescription} from './describe-model.js';
export {reportModel, type ModelReport} from './model-report.js';
export {taskError} from './errors.js';
