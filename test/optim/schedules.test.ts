import {expect} from 'chai';
import fc from 'fast-check';
import {schedules} from '../../src/optim/index.js';

describe('schedules', () => {
  const constant = schedules.get('constant');
  const cosine = schedules.get('cosine');

  it('keeps the constant rate after a linear warm-up', () => {
    const factors = [1, 2, 3, 4, 5, 6].map((step) => constant.factor(step, 6, {warmupSteps: 4}));
    expect(factors).to.deep.equal([0.25, 0.5, 0.75, 1, 1, 1]);
  });

  it('goes half a cosine from 1 towards the floor', () => {
    // ½(1 + cos(π·i/4)), i = 0 … 3, scaled into [0.2, 1].
    const expected = [1, 0.853553, 0.5, 0.146447].map((value) => 0.2 + 0.8 * value);
    for (const [index, value] of expected.entries())
      expect(cosine.factor(index + 1, 4, {floor: 0.2})).to.be.closeTo(value, 1e-6);
  });

  it('starts the cosine where the warm-up ends', () => {
    const factors = [1, 2, 3].map((step) => cosine.factor(step, 10, {warmupSteps: 2}));
    expect(factors).to.deep.equal([0.5, 1, 1]);
    expect(cosine.factor(4, 10, {warmupSteps: 2})).to.be.below(1);
  });

  for (const schedule of schedules.values())
    it(`stays between 0 and 1 and depends on nothing but its arguments: ${schedule.name}`, () => {
      fc.assert(
        fc.property(
          fc.integer({min: 1, max: 1000}),
          fc.integer({min: 0, max: 1000}),
          fc.double({min: 0, max: 1, noNaN: true}),
          (totalSteps, warmupSteps, floor) => {
            const options = {warmupSteps, floor};
            const factors = Array.from({length: totalSteps}, (_, index) =>
              schedule.factor(index + 1, totalSteps, options),
            );
            expect(factors.every((factor) => factor >= 0 && factor <= 1)).to.equal(true);
            expect(schedule.factor(1, totalSteps, options)).to.equal(factors[0]);
          },
        ),
        {numRuns: 50},
      );
    });
});
