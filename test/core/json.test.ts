import {expect} from 'chai';
import fc from 'fast-check';
import {canonicalJson, sha256, stableId} from '../../src/core/index.js';

describe('canonicalJson', () => {
  const cases = [
    {name: 'sorts keys at every depth', value: {b: 1, a: {d: [], c: null}}, text: '{"a":{"c":null,"d":[]},"b":1}'},
    {name: 'keeps the order of arrays', value: [3, 1, 2], text: '[3,1,2]'},
    {name: 'leaves out undefined members', value: {a: undefined, b: 1}, text: '{"b":1}'},
    {name: 'sorts objects inside arrays', value: [{b: 1, a: 2}], text: '[{"a":2,"b":1}]'},
    {name: 'sorts by code unit, not by locale', value: {ä: 1, z: 2, Z: 3}, text: '{"Z":3,"z":2,"ä":1}'},
  ];
  for (const {name, value, text} of cases) it(name, () => expect(canonicalJson(value)).to.equal(text));

  it('reads back to the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).to.equal(text);
      }),
    );
  });

  it('does not depend on the order in which members were set', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (record) => {
        const reversed = Object.fromEntries(Object.entries(record).reverse());
        expect(stableId(reversed)).to.equal(stableId(record));
      }),
    );
  });
});

describe('sha256', () => {
  // FIPS 180-2, appendix B.1.
  it('is SHA-256', () =>
    expect(sha256('abc')).to.equal('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'));
});
