export {LABEL_THRESHOLD, targetsPerRow} from './signature.js';
export type {InputColumn, ModelSignature, TargetColumn, Task} from './signature.js';
export {hasSignature, readSignature, writeSignature} from './signature-io.js';
export {resolveModelPath} from './model-path.js';
export {describeFeatures, type DataInterface} from './features.js';
export {buildPreprocessing, type EntryBlock, type Preprocessing} from './stage-graph.js';
export {bindDataset, featureStages, targetStages, type Binding, type BindSource} from './binding.js';
export {prepareTensors, type EntryTensor, type PreparedData, type PrepareOptions} from './prepare-tensors.js';
export {runModelOnDataset, type ModelBatch, type RunOptions} from './run-model.js';
export {createObservations, type Observations} from './observations.js';
export {createWeightReader} from './row-weights.js';
export {createTargetReader, type TargetReader, type TargetValues} from './target-reader.js';
export {rowsToFeeds, unknownTokens, type RowFeeds, type RowProblem} from './rows-to-feeds.js';
export {columnRules, openForModel, type OpenForModelOptions} from './open-for-model.js';
export {prepareError} from './errors.js';
export {cleanDataset, type CleanOptions} from './clean.js';
export {toCleanOptions} from './clean/clean-options.js';
export {parseImputation} from './clean/imputation.js';
export {splitDataset, type Split} from './split.js';
export {SPLIT_NAMES, type SplitOptions} from './split/options.js';
export type {SplitPart} from './split/parts.js';
export {normalizeDataset, type NormalizeOptions} from './normalize.js';
export {normalizeFile, type NormalizeRequest} from './normalize/file.js';
export {splitToFolder, type SplitRequest, type SplitResult} from './split/to-folder.js';
export {applyFitted, rulesOfSchema} from './like.js';
export {
  createChanger,
  describePolicy,
  isForPrepared,
  parsePolicy,
  readUnits,
  rowAugmentations,
} from './augment/rows/index.js';
export {tokenizeDataset, type TokenizeOptions} from './tokenize.js';
export {windowDataset, type WindowOptions} from './window.js';
export {augmentDataset, type AugmentOptions} from './augment.js';
export {writeStep, writtenLines, type VerbResult, type WriteRequest} from './derived-dataset.js';
export {
  profileDataset,
  profileLines,
  profilePage,
  profileParts,
  sharedLines,
  type DatasetProfile,
  type PartsProfile,
  type ProfiledColumn,
} from './profile/index.js';
export {collectDatasetStatistics, statisticsFile, type StatisticsResult} from './statistics.js';
export {redactDataset, outputOfRedact} from './privacy/redact.js';
export {scanPrivacy, type PrivacyFinding, type PrivacyScan} from './privacy/scan.js';
export {judgeFile, type JudgedRows, type JudgeRequest} from './judged-rows.js';
