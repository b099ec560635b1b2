import {expect} from 'chai';
import {Random} from '../../../src/core/index.js';
import {makeRawField, type Element} from '../../../src/data/index.js';
import {rowAugmentations} from '../../../src/prepare/augment/rows/index.js';
import {deviations, resampled, spline} from '../../../src/prepare/augment/rows/series.js';
import {warpedPlaces} from '../../../src/prepare/augment/rows/time-warp.js';

const NAMES = ['jitter', 'scale', 'magnitude-warp', 'time-warp', 'window-slice', 'permutation'];
const field = (shape: number[], element: Element) =>
  makeRawField('x', 'tensor', 'feature', {kind: 'tensor', missing: [''], shape, element});

function changed(name: string, options: Record<string, number>, [steps, columns]: [number, number], seed = 1) {
  const cell = Float32Array.from({length: steps * columns}, (_, at) => at + 1);
  return rowAugmentations.get(name).create!(options, [steps, columns])(cell, new Random(seed));
}

describe('changes of time series', () => {
  it('take series of fractions only', () => {
    for (const name of NAMES) {
      const augmentation = rowAugmentations.get(name);
      expect(augmentation.problem(field([7, 3], 'float64'))).to.equal(undefined);
      for (const other of [field([7], 'float64'), field([7, 3], 'int32'), field([7, 3], 'uint8')])
        expect(augmentation.problem(other)).to.match(/expects time series/);
    }
  });

  const nothing = [{sigma: 0}, {sigma: 0}, {sigma: 0, knots: 3}, {sigma: 0, knots: 3}, {share: 1}, {pieces: 1}];
  for (const [at, name] of NAMES.entries())
    it(`${name} changes nothing at its least, at odd shapes`, () => {
      for (const shape of [
        [1, 1],
        [1, 3],
        [7, 1],
        [13, 5],
      ] as [number, number][])
        [...changed(name, nothing[at]!, shape)].forEach((value, place) => {
          expect(value).to.be.closeTo(place + 1, 1e-5);
        });
    });

  it("jitter has the size of each column's own deviation", () => {
    const cell = Float32Array.from({length: 8000}, (_, at) =>
      at % 2 === 0 ? 5 : Math.floor(at / 2) % 2 === 0 ? 10 : -10,
    );
    const noisy = rowAugmentations.get('jitter').create!({sigma: 0.1}, [4000, 2])(cell, new Random(3));
    const [flat, wide] = deviations(
      noisy.map((value, at) => value - cell[at]!),
      2,
    );
    expect(deviations(cell, 2)).to.deep.equal([0, 10]);
    expect(flat).to.equal(0);
    // The deviation of 4000 normal numbers is off by 1.1 %.
    expect(wide).to.be.within(0.95, 1.05);
  });

  it('scale is one factor a column', () => {
    const factors = changed('scale', {sigma: 0.3}, [5, 3]).map((value, at) => value / (at + 1));
    factors.forEach((factor, at) => {
      expect(factor).to.be.closeTo(factors[at % 3]!, 1e-6);
    });
    expect(new Set(factors.slice(0, 3)).size).to.equal(3);
  });

  it('a curve goes through its knots as the natural cubic spline', () => {
    // Through 0, 1, 0: m = -3 in the middle, so that halfway is 1/2 + 3/16.
    expect(spline([0, 1, 0], 5)).to.deep.equal([0, 0.6875, 1, 0.6875, 0]);
    // Through 0, 1, 0, 0: 4a + b = -12 and a + 4b = 6, nothing at the ends.
    const [a, b] = [-54 / 15, 36 / 15];
    const middle = 0.5 - (0.375 * (a + b)) / 6;
    expect(spline([0, 1, 0, 0], 7)[3]).to.be.closeTo(middle, 1e-12);
  });

  it('a warp of time keeps its ends and its order', () => {
    expect(warpedPlaces([1, 1, 3])).to.deep.equal([0, 0.5, 2]);
    const values = [...changed('time-warp', {sigma: 2, knots: 5}, [31, 1])];
    expect([values[0], values[30]]).to.deep.equal([1, 31]);
    expect(values.every((value, at) => at === 0 || value > values[at - 1]!)).to.equal(true);
    expect(values.some((value, at) => Math.abs(value - at - 1) > 0.1)).to.equal(true);
  });

  it('a slice is stretched on the line between steps', () => {
    expect([...resampled(Float32Array.of(0, 10, 4, 20), 2, [0, 0.25, 9])]).to.deep.equal([0, 10, 1, 12.5, 4, 20]);
    const values = changed('window-slice', {share: 0.5}, [9, 1]);
    expect(values[8]! - values[0]!).to.equal(4);
    expect(values[1]! - values[0]!).to.equal(0.5);
  });

  it('a permutation keeps every step whole, and all orders come', () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < 200; seed += 1) {
      const values = [...changed('permutation', {pieces: 3}, [7, 2], seed)];
      expect(values.toSorted((left, right) => left - right)).to.deep.equal(values.map((_, at) => at + 1));
      expect(values.every((value, at) => at % 2 === 0 || value === values[at - 1]! + 1)).to.equal(true);
      orders.add(values.join());
    }
    expect(orders.size).to.equal(6);
  });
});
