// Checks of data against what is expected of them: drift between two sets of rows, schemas, anonymity.
export {checkError} from './errors.js';
export {summarizeDataset, type ColumnSummary, type DatasetSummary} from './drift/summary.js';
export {compareSummaries, type ColumnDrift, type DriftOptions, type DriftResult} from './drift/compare.js';
export {driftOfFiles, type DriftOfFilesOptions} from './drift/drift-of-files.js';
export {driftTable} from './drift/drift-table.js';
export {driftPage} from './drift/drift-page.js';
export {measures} from './drift/measures/index.js';
export {parseThresholds} from './drift/thresholds.js';
export {columnChecks} from './validate/rules/index.js';
export {inferSchemaText, type InferOptions} from './validate/infer.js';
export {parseSchema, readSchema, type Schema} from './validate/schema-file.js';
export {parseNow} from './validate/now.js';
export type {Violation} from './validate/tally.js';
export {
  judgeDataset,
  openForSchema,
  validateDataset,
  validateFile,
  type BrokenRule,
  type ValidateOptions,
  type ValidationResult,
} from './validate/validate.js';
export {toJsonSchema} from './validate/to-json-schema.js';
export {violationTable} from './validate/violation-table.js';
export {validationPage} from './validate/validation-page.js';
export {measureAnonymity, type AnonymityOptions, type AnonymityResult} from './anonymity/anonymity.js';
