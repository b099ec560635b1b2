export {transforms} from './registry.js';
export type {FitColumn, TransformDefinition} from './define.js';
export {
  buildStage,
  checkStage,
  fitStage,
  inverseStage,
  isLearned,
  stageOf,
  transformOf,
  vocabularySizesOf,
  type FitOptions,
} from './stage.js';
export {explainDifference} from './explain.js';
export {IMPUTE_STRATEGIES, type ImputeStrategy} from './impute.js';
export {MISSING_CODE, UNKNOWN_CODE, categoriesOfStage} from './vocabulary.js';
export {UNKNOWN_CLASS, classesOf, type ClassesState} from './classes.js';
export {labelsOfStage, UNKNOWN_LABEL, type LabelsState} from './multi-hot.js';
export {sharesOfStage} from './one-hot.js';
export {transformError} from './errors.js';
export {FENCE_FACTORS, FENCE_METHODS, fencesOf, type FenceMethod} from './fences.js';
export {spellingsOf} from './respell.js';
export {replacedNumbersOf} from './revalue.js';
