// Numbers of things in sentences.
import {expect} from 'chai';
import {counted} from '../../src/core/index.js';

describe('counted', () => {
  for (const [count, expected] of [
    [0, '0 rows'],
    [1, '1 row'],
    [2, '2 rows'],
  ] as const)
    it(`says ${expected}`, () => expect(counted(count, 'row')).to.equal(expected));

  it('takes another plural', () => expect(counted(3, 'row is', 'rows are')).to.equal('3 rows are'));
});
