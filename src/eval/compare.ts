// Two models on the same rows: how far apart they are, and whether chance alone would do that.
import {bootstrapIntervals} from './bootstrap.js';
import {at, pickRows} from './class-rows.js';
import {
  prepareMetric,
  type ClassRows,
  type LabelRows,
  type ScoredRows,
  type TokenRows,
  type ValueRows,
} from './define.js';
import {evalError} from './errors.js';
import {exactRows} from './label-rows.js';
import {metricsFor} from './measure-rows.js';
import {mcnemar, wilcoxon, type PairedTest} from './paired-tests.js';
import {rowCountOf, RowSample, type RowWeights} from './row-sample.js';
import type {Scored} from './score-dataset.js';
import type {SignedModel} from './signed-model.js';

/** One metric of both models; A is the model evaluated, B the one it is compared with. */
export interface MetricDifference {
  readonly a: number | null;
  readonly b: number | null;
  /** A − B with its 95 % interval: the paired bootstrap's, both models on the same resamples. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Which model is better, where the interval excludes 0. */
  readonly better: 'a' | 'b' | null;
}

export interface Comparison {
  /** File of model B. */
  readonly model: string;
  /** Rows that both models could be measured on. */
  readonly rows: number;
  readonly metrics: Readonly<Record<string, MetricDifference>>;
  /** Rows count alike in it, whatever their weights. */
  readonly test: PairedTest;
}

/** @throws IngotError `COMPARE_MISMATCH` when the models do not answer the same question */
export function requireComparable({signature: a}: SignedModel, {signature: b, path}: SignedModel): void {
  const differs = (what: string, ofA: string, ofB: string): Error =>
    evalError('COMPARE_MISMATCH', `${path} cannot be compared with this model: ${what} '${ofB}', expected '${ofA}'.`, {
      hints: ['Only models for the same target and the same classes can be compared.'],
    });
  if (a.task !== b.task) throw differs('its task is', a.task, b.task);
  if (a.target.name !== b.target.name) throw differs('its target is', a.target.name, b.target.name);
  const [classesOfA, classesOfB] = [a, b].map(({target}) => (target.classes ?? []).join(', '));
  if (classesOfA !== classesOfB) throw differs('its classes are', classesOfA ?? '', classesOfB ?? '');
}

/** @param path - of model B @throws IngotError `EVAL_NO_ROWS` when no row is common to both */
export function compareScored(a: Scored, b: Scored, path: string): Comparison {
  const placeInB = new Map(b.positions.map((position, place) => [position, place]));
  const common = a.positions.flatMap((position, place) => (placeInB.has(position) ? [{place, position}] : []));
  if (common.length === 0)
    throw evalError('EVAL_NO_ROWS', `${a.name}: there is no row that this model and ${path} can both be measured on.`, {
      hints: ['Each model leaves out rows that lack a value it needs.'],
    });
  const rowsA = pickRows(
    a.rows,
    common.map(({place}) => place),
  );
  const rowsB = pickRows(
    b.rows,
    common.map(({position}) => placeInB.get(position) ?? -1),
  );
  return {
    model: path,
    rows: common.length,
    metrics: compareMetrics(rowsA, rowsB),
    test: pairedTest(rowsA, rowsB),
  };
}

function compareMetrics(rowsA: ScoredRows, rowsB: ScoredRows): Record<string, MetricDifference> {
  const pairs = metricsFor(rowsA).map((metric) => ({
    ...metric,
    a: prepareMetric(metric, rowsA),
    b: prepareMetric(metric, rowsB),
  }));
  const valuesOf = (weights?: RowWeights): {a: number | null; b: number | null; difference: number | null}[] => {
    const [sampleA, sampleB] = [new RowSample(rowsA, weights), new RowSample(rowsB, weights)];
    return pairs.map((pair) => {
      const [a, b] = [pair.a(sampleA).value, pair.b(sampleB).value];
      return {a, b, difference: a === null || b === null ? null : a - b};
    });
  };
  const intervals = bootstrapIntervals((weights) => valuesOf(weights).map(({difference}) => difference), {
    count: pairs.length,
    rowCount: rowCountOf(rowsA),
    weights: rowsA.weights,
  });
  return Object.fromEntries(
    valuesOf(rowsA.weights).map((values, index) => {
      const {name = '', better: direction} = pairs[index] ?? {};
      const {low, high} = intervals[index] ?? {low: null, high: null};
      const isAbove = low !== null && low > 0;
      const isBelow = high !== null && high < 0;
      const better = !isAbove && !isBelow ? null : isAbove === (direction === 'higher') ? 'a' : 'b';
      return [name, {...values, low, high, better}];
    }),
  );
}

function pairedTest(a: ScoredRows, b: ScoredRows): PairedTest {
  if (a.task === 'multilabel') return testLabels(a, b as LabelRows);
  if (a.task === 'language-model') return testTokens(a, b as TokenRows);
  return a.task === 'classification' ? testClasses(a, b as ClassRows) : testValues(a, b as ValueRows);
}

/** A row is right when all of its labels are. */
function testLabels(a: LabelRows, b: LabelRows): PairedTest {
  const [exactA, exactB] = [exactRows(a), exactRows(b)];
  return testRight(exactA, exactB);
}

function testClasses({labels, predicted}: ClassRows, {predicted: other}: ClassRows): PairedTest {
  const right = (given: Int32Array): Uint8Array =>
    Uint8Array.from(labels, (label, row) => (given[row] === label ? 1 : 0));
  return testRight(right(predicted), right(other));
}

/** By the mean −log probability of each row's tokens. */
function testTokens({entropies, tokens}: TokenRows, {entropies: other}: TokenRows): PairedTest {
  return wilcoxon(entropies.map((sum, row) => (sum - at(other, row)) / Math.max(1, at(tokens, row))));
}

/** @param a - `[N]` 1 for the rows that the first model has right */
function testRight(a: Uint8Array, b: Uint8Array): PairedTest {
  let onlyA = 0;
  let onlyB = 0;
  a.forEach((one, row) => {
    const [isRightA, isRightB] = [one === 1, b[row] === 1];
    if (isRightA && !isRightB) onlyA += 1;
    if (!isRightA && isRightB) onlyB += 1;
  });
  return mcnemar(onlyA, onlyB);
}

function testValues({targets, predictions}: ValueRows, {predictions: other}: ValueRows): PairedTest {
  return wilcoxon(
    targets.map((target, row) => Math.abs(at(predictions, row) - target) - Math.abs(at(other, row) - target)),
  );
}
