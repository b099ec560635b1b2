// The bootstrap: repeatable, near theory where theory exists, and honest where a metric is undefined.
import {expect} from 'chai';
import {Random} from '../../src/core/index.js';
import {
  bootstrapIntervals,
  makeClassRows,
  measureRows,
  metrics,
  prepareMetric,
  resampleCount,
  RESAMPLES,
  RowSample,
} from '../../src/eval/index.js';

describe('bootstrapIntervals', () => {
  const random = new Random('bootstrap test');
  const errors = Float64Array.from({length: 400}, () => random.normal());
  const rows = {task: 'regression', targets: new Float64Array(400), predictions: errors} as const;
  const measure = prepareMetric(metrics.get('mae'), rows);
  const intervals = (weights?: Float64Array): ReturnType<typeof bootstrapIntervals> =>
    bootstrapIntervals((drawn) => [measure(new RowSample(rows, drawn)).value], {count: 1, rowCount: 400, weights});

  it('gives the same digits twice', () => expect(intervals()).to.deep.equal(intervals()));

  it('draws rows alike and lets them count by their weights', () => {
    expect(intervals(new Float64Array(400).fill(2))).to.deep.equal(intervals());
    const [few] = intervals(Float64Array.from({length: 400}, (_, row) => (row < 40 ? 1 : 0)));
    const [all] = intervals();
    const width = (of: typeof few): number => (of?.high ?? NaN) - (of?.low ?? NaN);
    // A tenth of the rows count: the interval is about √10 times as wide.
    expect(width(few) / width(all)).to.be.within(2, 5);
  });

  it('is about ±1.96 standard errors wide for a mean', () => {
    const absolute = Array.from(errors, Math.abs);
    const mean = absolute.reduce((a, b) => a + b, 0) / 400;
    const deviation = Math.sqrt(absolute.reduce((a, b) => a + (b - mean) ** 2, 0) / 400);
    const [interval] = intervals();
    const width = (interval?.high ?? NaN) - (interval?.low ?? NaN);
    // The 2.5 % quantile of 1000 resamples has a relative error of a few per cent.
    expect(width / ((2 * 1.96 * deviation) / 20)).to.be.within(0.9, 1.1);
    expect(mean).to.be.within(interval?.low ?? NaN, interval?.high ?? NaN);
  });

  it('says what the plain loop over draws says, to the last digit', () => {
    const plain = (values: Float64Array, weights?: Float64Array): readonly number[] => {
      const stream = new Random('bootstrap');
      const means = Array.from({length: RESAMPLES}, () => {
        let [sum, total] = [0, 0];
        let draws = values.length;
        while (draws > 0) {
          draws -= 1;
          const row = Math.floor((stream.uint32() / 2 ** 32) * values.length);
          sum += (values[row] ?? NaN) * (weights?.[row] ?? 1);
          total += weights?.[row] ?? 1;
        }
        return sum / total;
      }).sort((a, b) => a - b);
      // Quantiles at 24.975 and 974.025 of 0 … 999.
      const between = (place: number, share: number): number =>
        (means[place] ?? NaN) + share * ((means[place + 1] ?? NaN) - (means[place] ?? NaN));
      return [between(24, 0.975), between(974, 0.025)];
    };
    const absolute = errors.map(Math.abs);
    const weights = Float64Array.from(errors, (_, row) => 1 + (row % 3));
    for (const given of [undefined, weights]) {
      const [interval] = intervals(given);
      const [low, high] = plain(absolute, given);
      // Sums in another order.
      expect(interval?.low).to.be.closeTo(low ?? NaN, 1e-12);
      expect(interval?.high).to.be.closeTo(high ?? NaN, 1e-12);
    }
  });

  it('draws 1000 resamples, and fewer only for many rows', () => {
    expect(resampleCount(1)).to.equal(RESAMPLES);
    expect(resampleCount(60_000)).to.equal(RESAMPLES);
    expect(resampleCount(120_000)).to.equal(500);
    expect(resampleCount(10_000_000)).to.equal(200);
  });

  it('is null when most resamples leave the metric undefined', () => {
    const one = makeClassRows(['a', 'b'], Int32Array.of(0, 1), Float64Array.of(0.9, 0.1, 0.2, 0.8));
    // Two rows of two classes: half of the resamples hold one class only; with `value` defined and few left, say so.
    const {roc_auc: auc} = measureRows(one);
    expect(auc?.value).to.equal(1);
    expect([null, 1]).to.include(auc?.low);
    const single = makeClassRows(['a', 'b'], Int32Array.of(0, 0), Float64Array.of(0.9, 0.1, 0.2, 0.8));
    expect(measureRows(single)['roc_auc']).to.deep.include({value: null, low: null, high: null});
  });
});
