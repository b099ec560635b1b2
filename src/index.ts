// What scripts may use: building, reading and writing models with the metadata the commands understand, and the
// training program itself. See examples/three-two-one/build.js.
export {IngotError, Random} from './core/index.js';
export {defaultRule, openDataset, type Dataset, type ParseRule} from './data/index.js';
export {checkModel, decodeModel, encodeModel, makeModel, printGraph, readModel, writeModel} from './onnx/index.js';
export type {DType, Graph, Model, Node, Shape, Tensor, Value} from './onnx/index.js';
export {OpGraph} from './ops/index.js';
export {
  prepareTensors,
  readSignature,
  writeSignature,
  type ModelSignature,
  type PreparedData,
} from './prepare/index.js';
export {createSession, type Session} from './runtime/index.js';
export {buildTrainingProgram, epochOrder, openNetwork, planEpoch, rowsOfSteps} from './train/index.js';
export type {TrainingProgram, TrainingProgramOptions} from './train/index.js';
