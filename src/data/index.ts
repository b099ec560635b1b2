export * from './types.js';
export {assertBalanced, Ledger, ledgerLines} from './ledger.js';
export {defaultRule, isTextKind, makeRawField, rawStorage} from './fields.js';
export {formatLabels, LABEL_DELIMITER, splitLabels} from './labels-cell.js';
export {canonicalNumberText, cellParser, missingNumbers, parseCell, parseValue, type CellValue} from './parse-cell.js';
export {formatDate, parseDate} from './dates.js';
export {inferSchema, type ColumnSample, type ImportOptions} from './infer-schema.js';
export {openDataset} from './open-dataset.js';
export type {ColumnRule, OpenOptions} from './open-options.js';
export {FORMATS} from './formats/index.js';
export {isBinaryFormat, outputFormat, writeDataset} from './write-dataset.js';
export {decodeMediaText} from './media/index.js';
export {RowFiller} from './row-filler.js';
export {spoolBatches, spoolDataset} from './spool.js';
export {makeTemporaryFolder, removeTemporaryFolder} from './temporary-folder.js';
export {ColumnStatistics, collectStatistics, exactValuesFor, type StatisticsState} from './statistics.js';
export {columnOfDictionary, dictionaryOf, type TextDictionary} from './text-dictionary.js';
export {delegate} from './delegate.js';
export {QuantileSketch} from './quantile-sketch.js';
export {DuplicateFinder} from './duplicate-rows.js';
export {RowMask} from './row-mask.js';
export type {RowSearchOptions} from './row-search.js';
export {MembershipFinder} from './row-membership.js';
export {cellOfWords} from './row-words.js';
export {lastChange} from './file-times.js';
export type {Histogram} from './histogram.js';
export {
  mergeStatistics,
  OBSERVED_ROLES,
  readStatistics,
  requireSameColumns,
  writeStatistics,
  type DatasetStatistics,
} from './stats-file.js';
export {deviationOf} from './tensor-statistics.js';
export {appendLineage, emptyMetadata} from './metadata.js';
export {
  cellSize,
  columnWidth,
  concatBatches,
  isMissingCell,
  makeColumn,
  makeNumbers,
  sliceRows,
  storageOf,
  takeRows,
} from './batches.js';
export {
  decodeTokens,
  encodeText,
  fitTokens,
  PADDING_TOKEN,
  SEPARATOR_TOKEN,
  tokenCount,
  tokenNames,
  tokenSizes,
  UNKNOWN_TOKEN,
} from './tokens-cell.js';
export {fitsElement, isWhole, tensorToLists, type NestedNumbers} from './tensor-cell.js';
export {importDataset, importLines, type ImportResult} from './import-dataset.js';
export {
  describeDataset,
  type ColumnDescription,
  type DatasetDescription,
  type DescribeOptions,
} from './describe-dataset.js';
export {readHead} from './head.js';
export type {JsonCell} from './text-write.js';
export {parseShare, toImportOptions} from './import-options.js';
export {parseEncoding} from './encodings.js';
export {dialectLine} from './dialect-line.js';
