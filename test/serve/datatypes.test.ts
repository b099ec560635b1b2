import {expect} from 'chai';
import fc from 'fast-check';
import {DATATYPES, datatypeOf, findDatatype, halfBits, halfValue} from '../../src/serve/datatypes.js';

describe('halfBits', () => {
  // IEEE 754 binary16, worked by hand from the definition.
  const cases = [
    {value: 0, bits: 0x0000},
    {value: -0, bits: 0x0000},
    {value: 1, bits: 0x3c00},
    {value: -2, bits: 0xc000},
    {value: 65504, bits: 0x7bff},
    {value: 65519.99, bits: 0x7bff},
    {value: 65520, bits: 0x7c00},
    {value: 2 ** -14, bits: 0x0400},
    {value: 2 ** -24, bits: 0x0001},
    {value: 1 + 2 ** -11, bits: 0x3c00},
    {value: 1 + 3 * 2 ** -11, bits: 0x3c02},
    {value: 1.9999, bits: 0x4000},
    {value: Infinity, bits: 0x7c00},
  ];
  for (const {value, bits} of cases)
    it(`of ${String(value)} is ${bits.toString(16)}`, () =>
      expect(halfBits(value) & (value === 0 ? 0x7fff : 0xffff)).to.equal(bits));

  it('is undone by halfValue for every half that is a number', () => {
    for (let bits = 0; bits < 0x10000; bits += 1) {
      const value = halfValue(bits);
      if (!Number.isNaN(value)) expect(halfBits(value)).to.equal(bits);
    }
  });

  it('keeps NaN', () => expect(halfValue(halfBits(NaN))).to.be.NaN);

  it('is within half a unit in the last place', () => {
    fc.assert(
      fc.property(fc.double({min: -60000, max: 60000, noNaN: true}), (value) => {
        const error = Math.abs(halfValue(halfBits(value)) - Math.fround(value));
        expect(error).to.be.at.most(Math.max(2 ** -25, Math.abs(value) * 2 ** -11));
      }),
    );
  });
});

describe('DATATYPES', () => {
  for (const datatype of DATATYPES)
    it(`finds ${datatype.name} by its name and by ${datatype.dtype}`, () => {
      expect(findDatatype(datatype.name)).to.equal(datatype);
      expect(datatypeOf(datatype.dtype)).to.equal(datatype);
      expect(datatype.make([0, 1])).to.have.lengthOf(2);
    });

  it('has none for dtypes the protocol cannot name', () => expect(datatypeOf('complex64')).to.equal(undefined));
});
