// Metrics against values recorded from scikit-learn (test/oracle/metrics.py), and against their own laws.
import {expect} from 'chai';
import fc from 'fast-check';
import {readFileSync} from 'node:fs';
import {
  Confusion,
  makeClassRows,
  metrics,
  metricValues,
  prepareMetric,
  wilsonInterval,
  type ScoredRows,
} from '../../src/eval/index.js';

interface Recorded {
  classification: {
    name: string;
    labels: number[];
    probabilities: number[][];
    expected: Record<string, number | null>;
    confusion: number[][];
  }[];
  regression: {name: string; targets: number[]; predictions: number[]; expected: Record<string, number | null>}[];
  wilson: {successes: number; trials: number; low: number; high: number}[];
}
const recorded = JSON.parse(readFileSync(new URL('../oracle/metrics.json', import.meta.url), 'utf8')) as Recorded;

function classRows(labels: number[], probabilities: number[][]): ReturnType<typeof makeClassRows> {
  const classes = (probabilities[0] ?? []).map((_, index) => `c${String(index)}`);
  return makeClassRows(classes, Int32Array.from(labels), Float64Array.from(probabilities.flat()));
}

function expectValues(rows: ScoredRows, expected: Record<string, number | null>): void {
  const values = metricValues(rows);
  expect(values).to.have.all.keys(Object.keys(expected));
  for (const [name, value] of Object.entries(expected)) {
    if (value === null) expect(values[name], name).to.equal(null);
    else expect(Math.abs((values[name] ?? NaN) - value), name).to.be.at.most(1e-9 * Math.max(1, Math.abs(value)));
  }
}

describe('metrics', () => {
  for (const {name, labels, probabilities, expected, confusion} of recorded.classification)
    it(`agree with scikit-learn: ${name}`, () => {
      const rows = classRows(labels, probabilities);
      expectValues(rows, expected);
      expect(new Confusion(rows, new Uint32Array(labels.length).fill(1)).toArray()).to.deep.equal(confusion);
    });

  for (const {name, targets, predictions, expected} of recorded.regression)
    it(`agree with scikit-learn: ${name}`, () => {
      expectValues(
        {task: 'regression', targets: Float64Array.from(targets), predictions: Float64Array.from(predictions)},
        expected,
      );
    });

  it('say why they are undefined instead of giving NaN', () => {
    const one = prepareMetric(
      metrics.get('roc_auc'),
      classRows(
        [0, 0],
        [
          [0.9, 0.1],
          [0.4, 0.6],
        ],
      ),
    )(Uint32Array.of(1, 1));
    expect(one.value).to.equal(null);
    expect(one.note).to.match(/undefined without rows of class 'c1'/);
    const flat = {task: 'regression', targets: Float64Array.of(5, 5), predictions: Float64Array.of(4, 5)} as const;
    expect(prepareMetric(metrics.get('r2'), flat)(Uint32Array.of(1, 1)).note).to.match(/same in every row/);
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
          const counted = prepareMetric(metric, once)(Uint32Array.from(drawn, ({count}) => count)).value;
          const plain = prepareMetric(metric, written)(new Uint32Array(repeated.length).fill(1)).value;
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
          const counted = prepareMetric(metric, of(drawn))(Uint32Array.from(drawn, ({count}) => count)).value;
          const plain = prepareMetric(metric, of(repeated))(new Uint32Array(repeated.length).fill(1)).value;
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
