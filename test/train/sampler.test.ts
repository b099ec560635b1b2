import {expect} from 'chai';
import fc from 'fast-check';
import {epochOrder, planEpoch, rowsOfSteps} from '../../src/train/sampler.js';

describe('the order of training rows', () => {
  it('is a permutation, whatever the count, the seed and the epoch', () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 300}), fc.nat(), fc.nat({max: 1000}), (rowCount, seed, epoch) => {
        const order = epochOrder(rowCount, seed, epoch);
        expect([...order].sort((a, b) => a - b)).to.deep.equal(Array.from({length: rowCount}, (_, index) => index));
      }),
    );
  });

  it('is the same for the same seed and epoch, and another for another', () => {
    expect(epochOrder(100, 1, 2)).to.deep.equal(epochOrder(100, 1, 2));
    expect(epochOrder(100, 1, 2)).to.not.deep.equal(epochOrder(100, 1, 3));
    expect(epochOrder(100, 1, 2)).to.not.deep.equal(epochOrder(100, 2, 2));
  });

  it('puts every row at every place about equally often', () => {
    const counts = new Uint32Array(36);
    const draws = 12_000;
    for (let epoch = 0; epoch < draws; epoch += 1)
      epochOrder(6, 7, epoch).forEach((row, place) => {
        counts[6 * place + row] = (counts[6 * place + row] ?? 0) + 1;
      });
    const expected = draws / 6;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chiSquare).to.be.below(52.6); // 25 degrees of freedom, 99.9 %.
  });

  it('gives each row once an epoch, however its steps are cut into runs', () => {
    fc.assert(
      fc.property(
        fc.integer({min: 1, max: 120}),
        fc.integer({min: 1, max: 40}),
        fc.array(fc.integer({min: 1, max: 9}), {minLength: 1}),
        (rowCount, batchSize, cuts) => {
          const plan = planEpoch(rowCount, batchSize);
          const order = epochOrder(rowCount, 0, 0);
          const seen: number[] = [];
          for (let step = 0, turn = 0; step < plan.stepCount; turn += 1) {
            const count = Math.min(cuts[turn % cuts.length] ?? 1, plan.stepCount - step);
            const {indices, lengths} = rowsOfSteps(plan, order, step, count);
            expect(indices).to.have.lengthOf(count * batchSize);
            lengths.forEach((length, at) => seen.push(...indices.subarray(at * batchSize, at * batchSize + length)));
            step += count;
          }
          expect(seen).to.deep.equal([...order]);
        },
      ),
    );
  });
});
