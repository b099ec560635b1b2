import {readFileSync} from 'node:fs';
import {expect} from 'chai';
import fc from 'fast-check';
import {
  collectStatistics,
  ColumnStatistics,
  emptyMetadata,
  makeRawField,
  sliceRows,
  type Batch,
} from '../../src/data/index.js';

interface Oracle {
  readonly values: readonly number[];
  readonly mean: number;
  readonly variance: number;
  readonly quantiles: Readonly<Record<string, number>>;
}
const oracle = JSON.parse(readFileSync(new URL('../oracle/column_statistics.json', import.meta.url), 'utf8')) as Oracle;

const of = (values: readonly (number | string | null)[]): ColumnStatistics => {
  const statistics = new ColumnStatistics();
  statistics.add(values as string[]);
  return statistics;
};

describe('ColumnStatistics', () => {
  it('agree with NumPy on mean, variance and quantiles', () => {
    const statistics = of(oracle.values);
    // Values near 1e6 with a spread of 3.5: a sum of squares would lose six digits, Welford's recurrence does not.
    expect(statistics.mean).to.be.closeTo(oracle.mean, 1e-9 * oracle.mean);
    expect(statistics.variance).to.be.closeTo(oracle.variance, 1e-9 * oracle.variance);
    for (const [q, value] of Object.entries(oracle.quantiles))
      expect(statistics.quantile(Number(q)), q).to.be.closeTo(value, 1e-9 * value);
  });

  it('leave missing values out of everything but their count', () => {
    const statistics = of([1, NaN, 3]);
    const {count, missing, present, mean, min, max, distinct} = statistics;
    expect([count, missing, present, mean, min, max, distinct]).to.deep.equal([3, 1, 2, 2, 1, 3, 2]);
  });

  it('have no numbers without values', () => {
    const {mean, variance, distinct} = of([NaN, null]);
    expect([mean, variance, distinct, of([]).quantile(0.5), of([]).mode()]).to.deep.equal([
      NaN,
      NaN,
      0,
      NaN,
      undefined,
    ]);
  });

  it('give the smallest of the most frequent values as the mode', () => {
    expect(of(['b', 'a', 'c', 'a', 'b']).mode()).to.equal('a');
    expect(of([3, 1, 3, 1, 2]).mode()).to.equal(1);
  });

  it('count minus zero as zero', () => expect(of([0, -0]).distinct).to.equal(1));

  it('say when distinct values were too many to count', () => {
    const statistics = of(Array.from({length: 100_001}, (_, index) => index));
    expect(statistics.isDistinctExact).to.equal(false);
    expect(statistics.distinct).to.be.closeTo(100_001, 3000);
  });

  const cells = fc.array(fc.oneof(fc.double({noDefaultInfinity: true, min: -1e6, max: 1e6}), fc.constant(NaN)), {
    minLength: 1,
  });

  it('do not depend on how rows are cut into batches', async () => {
    const schema = {fields: [makeRawField('x', 'numeric')], metadata: emptyMetadata()};
    await fc.assert(
      fc.asyncProperty(cells, fc.integer({min: 1, max: 7}), async (values, size) => {
        const whole: Batch = {rowCount: values.length, columns: [Float64Array.from(values)]};
        const cut = Array.from({length: Math.ceil(values.length / size)}, (_, index) =>
          sliceRows(whole, index * size, (index + 1) * size),
        );
        const one = (await collectStatistics(schema, [whole])).get('x')!;
        const many = (await collectStatistics(schema, cut)).get('x')!;
        const numbers = (s: ColumnStatistics): unknown[] => [
          s.count,
          s.missing,
          s.mean,
          s.variance,
          s.min,
          s.max,
          s.quantile(0.3),
          s.top(3),
        ];
        expect(numbers(many)).to.deep.equal(numbers(one));
      }),
    );
  });

  it('merge into the statistics of all rows', () => {
    fc.assert(
      fc.property(cells, cells, (a, b) => {
        const merged = of(a);
        merged.merge(of(b));
        const all = of([...a, ...b]);
        expect([merged.count, merged.missing, merged.min, merged.max]).to.deep.equal([
          all.count,
          all.missing,
          all.min,
          all.max,
        ]);
        expect(merged.quantile(0.5)).to.deep.equal(all.quantile(0.5));
        expect(merged.top(3)).to.deep.equal(all.top(3));
        if (all.present === 0) return;
        // Both orders of summation round; the values are below 1e6.
        expect(merged.mean).to.be.closeTo(all.mean, 1e-8);
        expect(merged.variance).to.be.closeTo(all.variance, 1e-8 * (1 + all.variance));
      }),
    );
  });
});

describe('histograms and estimates', () => {
  it('count every value once, the greatest in the last interval', () => {
    expect(of([0, 1, 2, 3, 4]).histogram(2)).to.deep.equal({edges: [0, 2, 4], counts: [2, 3]});
    expect(of([7, 7]).histogram(5)).to.deep.equal({edges: [7, 7], counts: [2]});
    expect(of(['a']).histogram(5)).to.equal(undefined);
    fc.assert(
      fc.property(
        fc.array(fc.double({noNaN: true, min: -1e6, max: 1e6}), {minLength: 1}),
        fc.integer({min: 1, max: 20}),
        (values, bins) => {
          const counts = of(values).histogram(bins)?.counts ?? [];
          expect(counts.reduce((sum, count) => sum + count, 0)).to.equal(values.length);
        },
      ),
    );
  });

  for (const [name, value] of [
    ['numbers', (index: number) => index * 0.5],
    ['texts', (index: number) => `value ${String(index)}`],
  ] as const)
    it(`estimate more than 100,000 distinct ${name} within 3 %`, () => {
      const [first, second] = [new ColumnStatistics(), new ColumnStatistics()];
      for (let index = 0; index < 240_000; index += 1)
        (index < 120_000 ? first : second).add([value(index)] as string[]);
      expect(first.isDistinctExact).to.equal(false);
      expect(first.distinct).to.be.closeTo(120_000, 3600);
      first.merge(second);
      expect(first.distinct).to.be.closeTo(240_000, 7200);
    });
});
