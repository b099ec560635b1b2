import {expect} from 'chai';
import {nearest} from '../../src/core/index.js';

describe('nearest', () => {
  const known = ['median_income', 'total_rooms', 'ocean_proximity'];
  const cases = [
    {name: 'a letter missing', given: 'median_incme', want: 'median_income'},
    {name: 'another case', given: 'Total_Rooms', want: 'total_rooms'},
    {name: 'a separator changed', given: 'ocean-proximity', want: 'ocean_proximity'},
    {name: 'nothing alike', given: 'price', want: undefined},
    {name: 'an empty name', given: '', want: undefined},
  ];
  for (const {name, given, want} of cases)
    it(`for ${name} is ${want ?? 'nothing'}`, () => expect(nearest(given, known)).to.equal(want));

  it('prefers the fewest edits', () => expect(nearest('adan', ['adamw', 'adam'])).to.equal('adam'));
});
