import {expect} from 'chai';
import {describeRange, isInRange, type NumberRange} from '../../src/core/index.js';

describe('ranges of numbers', () => {
  const cases: readonly {range: NumberRange; says: string; holds: number[]; refuses: number[]}[] = [
    {range: {}, says: 'a number', holds: [-1e300, 0, 2.5], refuses: [NaN, Infinity, -Infinity]},
    {range: {min: 0, below: 1}, says: 'a number of at least 0 and below 1', holds: [0, 0.999], refuses: [-1e-9, 1]},
    {range: {min: 0, above: true, max: 1}, says: 'a number above 0 up to 1', holds: [1e-9, 1], refuses: [0, 1.1]},
    {
      range: {min: 1, whole: true},
      says: 'a whole number of at least 1',
      holds: [1, 7],
      refuses: [0, 1.5, 2 ** 53],
    },
  ];
  for (const {range, says, holds, refuses} of cases)
    it(`tells and keeps: ${says}`, () => {
      expect(describeRange(range)).to.equal(says);
      for (const value of holds) expect(isInRange(value, range), String(value)).to.equal(true);
      for (const value of refuses) expect(isInRange(value, range), String(value)).to.equal(false);
    });
});
