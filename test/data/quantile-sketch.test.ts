import {expect} from 'chai';
import fc from 'fast-check';
import {QuantileSketch, type SketchOptions} from '../../src/data/quantile-sketch.js';

const COUNT = 150_000;
/** 1.6 % by the formula: small, so that many levels are compacted. */
const SMALL = {exactValues: 1000, topCapacity: 200} as const;

const ORDERS: Readonly<Record<string, (index: number) => number>> = {
  sorted: (index) => index,
  reversed: (index) => COUNT - index,
  'zig-zag': (index) => (index % 2 === 0 ? index : COUNT - index),
  'an organ pipe': (index) => Math.min(index, COUNT - index),
  shuffled: (index) => (index * 77_777) % COUNT,
  'heavy duplicates': (index) => Math.floor(((index * 77_777) % COUNT) / 10_000),
  'one value nearly always': (index) => (index % 1000 === 0 ? index : 7),
  'blocks, high and low in turn': (index) => index + (Math.floor(index / 333) % 2) * COUNT,
};

const sketchOf = (values: Float64Array, options?: SketchOptions): QuantileSketch => {
  const sketch = new QuantileSketch(options);
  sketch.addAll(values);
  return sketch;
};

/** The greatest distance of an answer's rank from the rank asked for, as a share of all values. */
function worstRank(sketch: QuantileSketch, values: Float64Array): number {
  const sorted = values.slice().sort();
  const below = (value: number, orEqual: boolean): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = sorted[middle] ?? 0;
      if (orEqual ? at <= value : at < value) low = middle + 1;
      else high = middle;
    }
    return low / sorted.length;
  };
  let worst = 0;
  for (let q = 0.005; q < 1; q += 0.005) {
    const value = sketch.quantile(q);
    // Equal values hold a range of ranks.
    worst = Math.max(worst, below(value, false) - q, q - below(value, true));
  }
  return worst;
}

describe('QuantileSketch', () => {
  for (const [name, valueAt] of Object.entries(ORDERS))
    it(`keeps all ranks within its stated error: ${name}`, () => {
      const values = Float64Array.from({length: COUNT}, (_, index) => valueAt(index));
      const sketch = sketchOf(values, SMALL);
      expect(sketch.isExact).to.equal(false);
      expect(worstRank(sketch, values)).to.be.below(sketch.rankError);
      const parts = [0, 1, 2, 3, 4].map((part) =>
        sketchOf(
          values.filter((_, index) => index % 5 === part),
          SMALL,
        ),
      );
      const whole = new QuantileSketch(SMALL);
      for (const part of parts) whole.merge(part);
      expect([whole.count, whole.min, whole.max]).to.deep.equal([COUNT, sketch.min, sketch.max]);
      expect(worstRank(whole, values)).to.be.below(whole.rankError);
    });

  it('states 0.1 % and holds it where nothing else is asked for, in memory that does not grow with the values', () => {
    const values = Float64Array.from({length: 1_000_000}, (_, index) => (index * 777_777) % 1_000_000);
    const sketch = sketchOf(values);
    expect(sketch.rankError).to.be.below(0.001);
    expect(worstRank(sketch, values)).to.be.below(0.001);
    expect(JSON.stringify(sketch).length).to.be.below(200_000);
  });

  const numbers = fc.array(
    fc.double({noNaN: true, min: -1e6, max: 1e6}).map((value) => value + 0),
    {minLength: 1, maxLength: 300},
  );

  it('is exact while small: merged in any way, it is the sketch of all values', () => {
    fc.assert(
      fc.property(numbers, fc.nat(), fc.double({noNaN: true, min: 0, max: 1}), (values, cut, q) => {
        const at = cut % values.length;
        const merged = sketchOf(Float64Array.from(values.slice(0, at)));
        merged.merge(sketchOf(Float64Array.from(values.slice(at))));
        const whole = sketchOf(Float64Array.from(values));
        expect(merged.isExact).to.equal(true);
        expect(merged.quantile(q)).to.equal(whole.quantile(q));
        expect(JSON.stringify(merged)).to.equal(JSON.stringify(whole));
      }),
    );
  });

  it('gives the same bytes whether values come one by one or in batches', () => {
    const values = Float64Array.from({length: 20_000}, (_, index) => Math.sin(index));
    const batches = sketchOf(values, SMALL);
    const single = new QuantileSketch(SMALL);
    for (const value of values) single.add(value);
    expect(JSON.stringify(single)).to.equal(JSON.stringify(batches));
  });

  it('keeps the weight of every value, and the ends exactly', () => {
    fc.assert(
      fc.property(numbers, fc.array(fc.nat(300), {maxLength: 5}), (values, cuts) => {
        const sketch = new QuantileSketch({exactValues: 10, topCapacity: 8});
        const ends = [...cuts, values.length].sort((a, b) => a - b);
        ends.forEach((end, index) =>
          sketch.merge(
            sketchOf(Float64Array.from(values.slice(ends[index - 1] ?? 0, end)), {exactValues: 10, topCapacity: 8}),
          ),
        );
        expect([sketch.quantile(0), sketch.quantile(1)]).to.deep.equal([Math.min(...values), Math.max(...values)]);
        const counts = sketch.histogram(3, sketch.min, sketch.max)?.counts ?? [];
        expect(counts.reduce((sum, count) => sum + count, 0)).to.equal(values.length);
      }),
    );
  });

  it('goes through JSON unchanged, and goes on from there', () => {
    const values = Float64Array.from({length: 5000}, (_, index) => Math.cos(index));
    const sketch = sketchOf(values, SMALL);
    const read = QuantileSketch.from(JSON.parse(JSON.stringify(sketch)) as never, SMALL);
    sketch.addAll(values);
    read.addAll(values);
    expect(JSON.stringify(read)).to.equal(JSON.stringify(sketch));
    expect(() => QuantileSketch.from({...sketch.toJSON(), count: 1})).to.throw('weights');
  });
});
