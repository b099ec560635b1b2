// Metrics against values recorded from scikit-learn (test/oracle/metrics.py), and against their own laws.
import {expect} from 'chai';
import fc from 'fast-check';
import {readFileSync} from 'node:fs';
import {
  calibrationCurve,
  classMetrics,
  Confusion,
  makeClassRows,
  makeLabelRows,
  measureClasses,
  measureRows,
  metrics,
  metricsOf,
  metricValues,
  prepareMetric,
  RowSample,
  wilsonInterval,
  type ClassRows,
  type Decision,
  type LabelRows,
  type ScoredRows,
} from '../../src/eval/index.js';

type Values = Record<string, number | null>;

interface RecordedClasses extends Decision {
  readonly name: string;
  readonly labels: number[];
  readonly probabilities: number[][];
  readonly weights?: number[];
  readonly expected: Values;
  /** Precision, recall and F1 of each class. */
  readonly per_class: number[][];
  /** Bin, weight, mean probability, share. */
  readonly calibration: [number, number, number, number][];
  readonly confusion: number[][];
}

interface RecordedLabels {
  readonly name: string;
  readonly truths: number[][];
  readonly probabilities: number[][];
  readonly weights?: number[];
  readonly threshold?: number;
  readonly expected: Values;
  /** Precision, recall and F1 of each label. */
  readonly per_label: number[][];
  readonly support: number[];
}

interface RecordedValues {
  readonly name: string;
  readonly targets: number[];
  readonly predictions: number[];
  readonly weights?: number[];
  readonly expected: Values;
}

interface Recorded {
  classification: RecordedClasses[];
  multilabel: RecordedLabels[];
  regression: RecordedValues[];
  wilson: {successes: number; trials: number; low: number; high: number}[];
}
const recorded = JSON.parse(readFileSync(new URL('../oracle/metrics.json', import.meta.url), 'utf8')) as Recorded;

function classRows(
  labels: number[],
  probabilities: number[][],
  weights?: number[],
  decision: Decision = {},
): ClassRows {
  const classes = (probabilities[0] ?? []).map((_, index) => `c${String(index)}`);
  return makeClassRows(classes, Int32Array.from(labels), Float64Array.from(probabilities.flat()), {
    ...decision,
    weights: weights && Float64Array.from(weights),
  });
}

function labelRows(
  truths: number[][],
  probabilities: number[][],
  {weights, threshold}: {weights?: number[]; threshold?: number} = {},
): LabelRows {
  const labels = (probabilities[0] ?? []).map((_, index) => `l${String(index)}`);
  return makeLabelRows(labels, truths.flat(), Float64Array.from(probabilities.flat()), {
    threshold,
    weights: weights && Float64Array.from(weights),
  });
}

function valueRows({targets, predictions, weights}: Omit<RecordedValues, 'name' | 'expected'>): ScoredRows {
  return {
    task: 'regression',
    targets: Float64Array.from(targets),
    predictions: Float64Array.from(predictions),
    weights: weights && Float64Array.from(weights),
  };
}

/** Relative, and absolute below 1: what the project promises of every metric. */
const TOLERANCE = 1e-9;

function expectNear(found: number | null | undefined, expected: number | null | undefined, name: string): void {
  if (expected === null || expected === undefined) expect(found, name).to.equal(null);
  else expect(Math.abs((found ?? NaN) - expected), name).to.be.at.most(TOLERANCE * Math.max(1, Math.abs(expected)));
}

function expectValues(rows: ScoredRows, expected: Values): void {
  const values = metricValues(rows);
  expect(values).to.have.all.keys(Object.keys(expected));
  for (const [name, value] of Object.entries(expected)) expectNear(values[name], value, name);
}

describe('metrics', () => {
  it('are all recorded, each with a value somewhere', () => {
    const cases = [...recorded.classification, ...recorded.multilabel, ...recorded.regression];
    for (const {name, task, better} of metrics.values()) {
      // Those of tokens are held to PyTorch: test/train/language-model.test.ts.
      if (task === 'language-model') continue;
      const values = cases.map(({expected}) => expected[name]).filter((value) => typeof value === 'number');
      expect(values, name).not.to.be.empty;
      expect(better, `${task} ${name}`).to.be.oneOf(['higher', 'lower']);
    }
  });

  for (const one of recorded.classification)
    it(`agree with scikit-learn: ${one.name}`, () => {
      const rows = classRows(one.labels, one.probabilities, one.weights, one);
      expectValues(rows, one.expected);
      expect(new Confusion(rows, new Float64Array(one.labels.length).fill(1)).toArray()).to.deep.equal(one.confusion);
      const names = classMetrics().map(({name}) => name);
      expect(names).to.deep.equal(['precision', 'recall', 'f1']);
      const {metrics: measured, perClass} = measureClasses(rows);
      expect(measured).to.deep.equal(measureRows(rows));
      perClass.forEach((found, index) => {
        names.forEach((name, at) => {
          expectNear(found.metrics[name]?.value, one.per_class[index]?.[at], `${found.class} ${name}`);
        });
      });
      const curve = calibrationCurve(rows).map(({low, weight, confidence, share}) => [
        low * 10,
        weight,
        confidence,
        share,
      ]);
      expect(curve).to.have.lengthOf(one.calibration.length);
      one.calibration.flat().forEach((value, at) => {
        expectNear(curve.flat()[at], value, `calibration ${String(at)}`);
      });
    });

  for (const one of recorded.multilabel)
    it(`agree with scikit-learn: ${one.name}`, () => {
      const rows = labelRows(one.truths, one.probabilities, one);
      expectValues(rows, one.expected);
      const {metrics: measured, perClass} = measureClasses(rows);
      expect(measured).to.deep.equal(measureRows(rows));
      perClass.forEach((found, index) => {
        expectNear(found.support, one.support[index], `support of ${found.class}`);
        ['precision', 'recall', 'f1'].forEach((name, at) => {
          expectNear(found.metrics[name]?.value, one.per_label[index]?.[at], `${found.class} ${name}`);
        });
      });
    });

  for (const one of recorded.regression)
    it(`agree with scikit-learn: ${one.name}`, () => {
      expectValues(valueRows(one), one.expected);
    });

  it('leave out what says nothing for so few classes', () => {
    const names = (classCount: number): string[] => metricsOf('classification', classCount).map(({name}) => name);
    expect(names(3)).not.to.include('top_3_accuracy');
    expect(names(4)).to.include('top_3_accuracy').and.not.to.include('top_5_accuracy');
    expect(names(6)).to.include('top_5_accuracy');
  });

  it('are null with a reason, never NaN, on no rows and on rows that count nothing', () => {
    const none = classRows([], [[]].slice(1));
    const samples: ScoredRows[] = [
      {...none, classes: ['a', 'b']},
      classRows(
        [0, 1],
        [
          [0.2, 0.8],
          [0.6, 0.4],
        ],
        [0, 0],
      ),
      classRows(
        [0, 1],
        [
          [0.2, 0.4, 0.4],
          [0.6, 0.2, 0.2],
        ],
        [0, 0],
      ),
      labelRows([[0, 1]], [[0.2, 0.8]], {weights: [0]}),
      {...labelRows([], []), classes: ['a', 'b']},
      valueRows({targets: [], predictions: []}),
      valueRows({targets: [1, 2], predictions: [1, 3], weights: [0, 0]}),
    ];
    for (const rows of samples)
      for (const metric of metricsOf(rows.task, 2)) {
        const {value, note} = prepareMetric(metric, rows)(new RowSample(rows));
        expect(value, metric.name).to.equal(null);
        expect(note, metric.name).to.be.a('string');
      }
  });

  it('say why they are undefined instead of giving NaN', () => {
    const rows = classRows(
      [0, 0],
      [
        [0.9, 0.1],
        [0.4, 0.6],
      ],
    );
    const one = prepareMetric(metrics.get('roc_auc'), rows)(new RowSample(rows));
    expect(one.value).to.equal(null);
    expect(one.note).to.match(/undefined without rows of class 'c1'/);
    const flat = {task: 'regression', targets: Float64Array.of(5, 5), predictions: Float64Array.of(4, 5)} as const;
    expect(prepareMetric(metrics.get('r2'), flat)(new RowSample(flat)).note).to.match(/same in every row/);
  });

  const rowArbitrary = fc.integer({min: 2, max: 4}).chain((classCount) =>
    fc.array(
      fc.record({
        label: fc.integer({min: 0, max: classCount - 1}),
        scores: fc.array(fc.integer({min: 1, max: 6}), {minLength: classCount, maxLength: classCount}),
        count: fc.integer({min: 0, max: 3}),
      }),
      {minLength: 1, maxLength: 25},
    ),
  );

  for (const metric of metrics.values().filter(({task}) => task === 'classification'))
    it(`${metric.name}: counting a row k times equals writing it k times, in any order`, () => {
      fc.assert(
        fc.property(rowArbitrary, (drawn) => {
          const share = (scores: number[]): number[] => scores.map((s) => s / scores.reduce((a, b) => a + b, 0));
          const once = classRows(
            drawn.map(({label}) => label),
            drawn.map(({scores}) => share(scores)),
          );
          const repeated = drawn.flatMap((row) => Array.from({length: row.count}, () => row)).reverse();
          if (repeated.length === 0) return;
          const written = classRows(
            repeated.map(({label}) => label),
            repeated.map(({scores}) => share(scores)),
          );
          const counts = Float64Array.from(drawn, ({count}) => count);
          const counted = prepareMetric(metric, once)(new RowSample(once, counts)).value;
          const plain = prepareMetric(metric, written)(new RowSample(written)).value;
          if (plain === null || counted === null) expect(counted).to.equal(plain);
          else expect(counted).to.be.closeTo(plain, 1e-12); // sums in another order
        }),
      );
    });

  for (const metric of metrics.values().filter(({task}) => task === 'multilabel'))
    it(`${metric.name}: counting a row k times equals writing it k times, in any order`, () => {
      const cells = (max: number) => fc.array(fc.integer({min: 0, max}), {minLength: 3, maxLength: 3});
      const row = fc.record({truths: cells(1), scores: cells(6), count: fc.integer({min: 0, max: 3})});
      fc.assert(
        fc.property(fc.array(row, {minLength: 1, maxLength: 25}), (drawn) => {
          const of = (rows: typeof drawn): ScoredRows =>
            labelRows(
              rows.map(({truths}) => truths),
              rows.map(({scores}) => scores.map((score) => score / 6)),
            );
          const repeated = drawn.flatMap((one) => Array.from({length: one.count}, () => one)).reverse();
          if (repeated.length === 0) return;
          const counts = Float64Array.from(drawn, ({count}) => count);
          const counted = prepareMetric(metric, of(drawn))(new RowSample(of(drawn), counts)).value;
          const plain = prepareMetric(metric, of(repeated))(new RowSample(of(repeated))).value;
          if (plain === null || counted === null) expect(counted).to.equal(plain);
          else expect(counted).to.be.closeTo(plain, 1e-12); // sums in another order
        }),
      );
    });

  for (const metric of metrics.values().filter(({task}) => task === 'regression'))
    it(`${metric.name}: counting a row k times equals writing it k times, in any order`, () => {
      const row = fc.record({
        target: fc.integer({min: -50, max: 50}),
        prediction: fc.integer({min: -50, max: 50}),
        count: fc.integer({min: 0, max: 3}),
      });
      fc.assert(
        fc.property(fc.array(row, {minLength: 1, maxLength: 25}), (drawn) => {
          const of = (rows: typeof drawn): ScoredRows => ({
            task: 'regression',
            targets: Float64Array.from(rows, ({target}) => target),
            predictions: Float64Array.from(rows, ({prediction}) => prediction),
          });
          const repeated = drawn.flatMap((one) => Array.from({length: one.count}, () => one)).reverse();
          if (repeated.length === 0) return;
          const counts = Float64Array.from(drawn, ({count}) => count);
          const counted = prepareMetric(metric, of(drawn))(new RowSample(of(drawn), counts)).value;
          const plain = prepareMetric(metric, of(repeated))(new RowSample(of(repeated))).value;
          if (plain === null || counted === null) expect(counted).to.equal(plain);
          else expect(Math.abs(counted - plain)).to.be.at.most(1e-9 * Math.max(1, Math.abs(plain))); // sums in another order
        }),
      );
    });
});

describe('wilsonInterval', () => {
  for (const {successes, trials, low, high} of recorded.wilson)
    it(`agrees with scipy: ${String(successes)} of ${String(trials)}`, () => {
      const interval = wilsonInterval(successes, trials);
      expect(interval.low).to.be.closeTo(low, 1e-12);
      expect(interval.high).to.be.closeTo(high, 1e-12);
    });

  it('knows nothing without trials', () => expect(wilsonInterval(0, 0)).to.deep.equal({low: 0, high: 1}));
});
