import {expect} from 'chai';
import {parsePairs} from '../../src/cli/flags.js';
import {parseDuration} from '../../src/core/index.js';
import {parseTransforms} from '../../src/cli/normalize-flags.js';
import {guardOutput} from '../../src/cli/output.js';
import {formatNumber, formatTable} from '../../src/cli/table.js';
import {IngotError} from '../../src/core/index.js';

describe('parseDuration', () => {
  const cases = [
    ['90s', 90],
    ['10m', 600],
    ['1h30m', 5400],
    ['250ms', 0.25],
    ['12', 12],
    ['soon', undefined],
    ['10 m', undefined],
    ['', undefined],
  ] as const;
  for (const [text, seconds] of cases)
    it(`reads '${text}' as ${String(seconds)}`, () => expect(parseDuration(text)).to.equal(seconds));
});

describe('parsePairs', () => {
  it('splits at the last "=", since column names may hold one', () => {
    expect([...parsePairs(['a=b=category'], 'kind')]).to.deep.equal([['a=b', 'category']]);
  });
  it('refuses a word that is no pair', () => {
    expect(() => parsePairs(['zip'], 'kind')).to.throw(IngotError, 'KEY=VALUE');
  });
});

describe('parseTransforms', () => {
  it('tells the "=" of a chain from those of names', () => {
    const words = ['a=b=log1p+standardize', 'sound=log-mel:mels=64,hop=80+robust', 'x=none', 'y=clip:0.05', 'z=Odd'];
    expect(parseTransforms(words)).to.deep.equal({
      'a=b': 'log1p+standardize',
      sound: 'log-mel:mels=64,hop=80+robust',
      x: 'none',
      y: 'clip:0.05',
      z: 'Odd',
    });
    expect(parseTransforms(undefined)).to.equal(undefined);
    expect(() => parseTransforms(['zip'])).to.throw(IngotError, 'KEY=VALUE');
  });
});

describe('guardOutput', () => {
  it("refuses '-o -' together with --json, which would both own stdout", () => {
    expect(() => {
      guardOutput('-', {json: true});
    }).to.throw(IngotError, 'stdout');
    guardOutput('file.arrow', {json: true});
  });
});

describe('formatTable', () => {
  it('prints aligned columns without frames or colours', () => {
    expect(
      formatTable(
        ['name', 'value'],
        [
          ['rows', 12],
          ['loss', null],
        ],
      ),
    ).to.equal('name  value\nrows  12\nloss  -');
  });
});

describe('formatNumber', () => {
  const cases = [
    [0, '0'],
    [20640, '20640'],
    [0.123456789, '0.12346'],
    [54321.987, '54322'],
    [1.5e-7, '1.5e-7'],
    [NaN, 'NaN'],
  ] as const;
  for (const [value, text] of cases)
    it(`writes ${String(value)} as ${text}`, () => expect(formatNumber(value)).to.equal(text));
});
