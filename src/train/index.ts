// Training: the program that computes it, the loop that drives it, and the folder it leaves.
export {train, resumeTraining, type TrainHooks, type TrainOptions} from './train.js';
export {runTraining, toTrainRequest, type TrainFlags, type TrainRequest} from './request.js';
export {planTables, planTraining, type TrainingPlan} from './plan-training.js';
export type {SeedsResult} from './train-seeds.js';
export {describeResult} from './describe-result.js';
export type {TrainEvent, TrainResult} from './messages.js';
export {loadRun, type Manifest} from './manifest.js';
export {readRecords, type EpochRecord} from './metrics-log.js';
export {openNetwork, type Network} from './network.js';
export {epochOrder, planEpoch, rowsOfSteps} from './sampler.js';
export {resolveModelPath} from '../prepare/index.js';
export {trainError} from './errors.js';
export {buildTrainingProgram} from './program.js';
export {buildEvaluationProgram} from './evaluation-program.js';
export type * from './program-types.js';
export {describeTrace} from './describe-trace.js';
export {traceStep, type TraceNumbers, type TraceRequest, type TraceResult} from './trace.js';
