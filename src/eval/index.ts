// Metrics, intervals, gates, and running a model over rows to get them.
export {metrics} from './registry.js';
export * from './define.js';
export {makeClassRows, pickRows, type Decision} from './class-rows.js';
export {makeLabelRows} from './label-rows.js';
export {scoredOutput} from './row-collector.js';
export {createTokenMeter} from './token-meter.js';
export {RowSample} from './row-sample.js';
export {calibrationCurve, type CalibrationBin} from './calibration.js';
export {Confusion} from './confusion.js';
export {wilsonInterval} from './wilson.js';
export {mcnemar, wilcoxon, type PairedTest} from './paired-tests.js';
export {normalTail} from './normal-tail.js';
export {bootstrapIntervals, resampleCount, RESAMPLES, type Interval} from './bootstrap.js';
export {
  classMetrics,
  measureClasses,
  measureRows,
  metricValues,
  metricsOf,
  type ClassResult,
  type MetricResult,
  type MetricResults,
} from './measure-rows.js';
export {
  checkGates,
  gateNames,
  judgeGates,
  parseGates,
  requireGates,
  type Gate,
  type Gateable,
  type GateVerdict,
} from './gates.js';
export {openSignedModel, type SignedModel} from './signed-model.js';
export {evaluate, type EvalResult, type EvaluateOptions} from './evaluate.js';
export {reportTables, summaryLine, type ReportTable} from './report.js';
export {groupRows, measureSlices, parseSlice, type SliceColumn, type SliceResult} from './slices.js';
export {compareScored, requireComparable, type Comparison, type MetricDifference} from './compare.js';
export {resolveDecision, recordDecision, type DecisionOptions, type DecisionRecord} from './decision.js';
export {generate, type GenerateOptions, type GenerateResult} from './generate.js';
export {sampleToken, type SampleOptions} from './sample-token.js';
export {predictDataset, type PredictOptions, type PredictResult} from './predict.js';
export {
  makeExample,
  readExample,
  runRows,
  toOutputRows,
  writeExample,
  type Example,
  type ExampleOptions,
  type ExampleRow,
  type OutputRows,
} from './example.js';
export {evalError} from './errors.js';
