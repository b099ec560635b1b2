// Loss and metrics of a model on rows with a known target, of parts of the rows, and against another model.
import {counted, ignoreEvents} from '../core/index.js';
import type {Task} from '../prepare/index.js';
import {calibrationCurve, type CalibrationBin} from './calibration.js';
import type {Decision} from './class-rows.js';
import {compareScored, requireComparable, type Comparison} from './compare.js';
import {Confusion} from './confusion.js';
import type {ScoredRows} from './define.js';
import {recordDecision, resolveDecision, type DecisionOptions, type DecisionRecord} from './decision.js';
import {evalError} from './errors.js';
import {measureClasses, measureRows, type ClassResult, type MetricResults} from './measure-rows.js';
import {rowCountOf, RowSample} from './row-sample.js';
import {scoreRows, type Scored, type ScoreOptions} from './score-dataset.js';
import type {SignedModel} from './signed-model.js';
import {measureSlices, type SliceResult} from './slices.js';

export interface EvaluateOptions extends ScoreOptions, DecisionOptions {
  /** Another model, to be compared with on the same rows. */
  readonly compare?: SignedModel | undefined;
}

export interface EvalResult {
  /** Rows that were measured. */
  readonly rows: number;
  /** Mean loss, in training space. */
  readonly loss: number;
  readonly metrics: MetricResults;
  /** Classification: row = true class, column = predicted class. Numbers of rows, whatever their weights. */
  readonly confusion?: {readonly classes: readonly string[]; readonly counts: readonly (readonly number[])[]};
  /** Classification: what each class has; multilabel: what each label has. */
  readonly perClass?: readonly ClassResult[];
  /** Classification: see `calibrationCurve`. */
  readonly calibration?: readonly CalibrationBin[];
  /** Models of two classes: how they were told apart. */
  readonly decision?: DecisionRecord;
  /** Present when rows have weights: loss, metrics, classes and calibration count each row by its own. */
  readonly weights?: {readonly column: string; readonly total: number};
  /** Present when columns to slice by were given. */
  readonly slices?: readonly SliceResult[];
  readonly comparison?: Comparison;
  readonly task: Task;
  readonly lossName: string;
  /** Rows that could not be measured. */
  readonly skipped: {readonly missingTarget: number; readonly missingValue: number};
}

/**
 * Evaluates in original units; 95 % intervals as in `measureRows`.
 *
 * @throws IngotError `EVAL_OPTION`, `COMPARE_MISMATCH`, and what `scoreRows` throws
 */
export async function evaluate(subject: SignedModel, options: EvaluateOptions): Promise<EvalResult> {
  const {compare, report = ignoreEvents} = options;
  const {signature} = subject;
  const decision = resolveDecision(signature, options);
  if (compare) requireComparable(subject, compare);
  if (compare && [options.data].flat().includes('-'))
    throw evalError('EVAL_OPTION', '--compare reads the rows twice, which standard input cannot give.', {
      hints: ['Write the rows to a file first.'],
    });
  const scored = await scoreRows(subject, decision, options);
  tellSkipped(scored, options);
  const {rows, by, weight} = scored;
  const measured = measureParts(rows);
  const comparison = compare && (await compareWith(compare, scored, {...options, decision}));
  const record = recordDecision(signature, decision);
  if (weight !== undefined) report({type: 'note', message: `Each row counts by its weight in '${weight}'.`});
  return {
    rows: rowCountOf(rows),
    loss: scored.loss,
    ...measured,
    ...(record ? {decision: record} : {}),
    ...(weight === undefined ? {} : {weights: {column: weight, total: new RowSample(rows).total}}),
    ...(by.length > 0 ? {slices: measureSlices(rows, by, measured.metrics)} : {}),
    ...(comparison ? {comparison} : {}),
    task: signature.task,
    lossName: signature.loss,
    skipped: scored.skipped,
  };
}

/** What a result holds of all rows together. */
function measureParts(
  rows: ScoredRows,
): Pick<EvalResult, 'metrics'> & Partial<Pick<EvalResult, 'confusion' | 'perClass' | 'calibration'>> {
  if (rows.task === 'regression' || rows.task === 'language-model') return {metrics: measureRows(rows)};
  const {metrics, perClass} = measureClasses(rows);
  if (rows.task === 'multilabel') return {metrics, perClass};
  const counts = new Confusion(rows, new Float64Array(rowCountOf(rows)).fill(1)).toArray();
  return {metrics, confusion: {classes: rows.classes, counts}, perClass, calibration: calibrationCurve(rows)};
}

async function compareWith(
  other: SignedModel,
  scored: Scored,
  options: EvaluateOptions & {readonly decision: Decision},
): Promise<Comparison> {
  const {decision, report = ignoreEvents} = options;
  const against = await scoreRows(other, decision, {...options, by: undefined});
  const comparison = compareScored(scored, against, other.path);
  const counts = [scored, against].map(({rows}) => rowCountOf(rows));
  if (counts.some((count) => count !== comparison.rows))
    report({
      type: 'warning',
      message:
        `The models can be measured on ${counts.join(' and ')} rows; they are compared on the ` +
        `${String(comparison.rows)} that both can.`,
    });
  return comparison;
}

function tellSkipped({skipped, name}: Scored, {report = ignoreEvents}: EvaluateOptions): void {
  const {missingTarget, missingValue} = skipped;
  if (missingTarget + missingValue > 0)
    report({
      type: 'warning',
      message:
        `${name}: ${counted(missingTarget, 'row')} without a target and ` +
        `${String(missingValue)} without a value the model needs were left out.`,
    });
}
