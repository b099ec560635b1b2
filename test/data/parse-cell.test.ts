import {expect} from 'chai';
import fc from 'fast-check';
import {defaultRule, parseCell, parseValue, type ParseRule} from '../../src/data/index.js';

const numeric = defaultRule('numeric');
const boolean = defaultRule('boolean');
const datetime = defaultRule('datetime');
const text = defaultRule('text');
const category = defaultRule('category');
const numbered: ParseRule = {...category, numberText: true};
const labels = defaultRule('labels');
const comma: ParseRule = {...numeric, decimalMark: ','};

describe('parseCell', () => {
  const cases: readonly [string, string | null, ParseRule, unknown][] = [
    ['a plain number', '12.5', numeric, 12.5],
    ['labels in any order, one twice', ' b;a ; b', labels, 'a;b'],
    ['an empty cell', '', labels, ';'],
    ['the text of no label', ';', labels, ';'],
    ['a token', 'NA', labels, null],
    ['no cell', null, labels, null],
    ['another delimiter', 'b|a;c', {...labels, labelDelimiter: '|'}, 'a;c|b'],
    ['an exponent', '-1e-3', numeric, -0.001],
    ['blanks around a number', '  7 ', numeric, 7],
    ['no digits after the point', '5.', numeric, 5],
    ['an empty cell', '', numeric, NaN],
    ['no cell', null, numeric, NaN],
    ['a token', 'NA', numeric, NaN],
    ['a token between blanks', ' ? ', numeric, NaN],
    ['a word', 'abc', numeric, undefined],
    ['infinity', 'inf', numeric, undefined],
    ['minus infinity', '-Infinity', numeric, undefined],
    ['a number beyond float64', '1e999', numeric, undefined],
    ['hexadecimal', '0x10', numeric, undefined],
    ['thousands', '1,000', numeric, undefined],
    ['a decimal comma', '1,5', comma, 1.5],
    ['a point where a comma is asked', '1.5', comma, undefined],
    ['a word for true', 'YES', boolean, 1],
    ['a word for false', 'false', boolean, 0],
    ['no such word', 'maybe', boolean, undefined],
    ['a day', '2024-02-29', datetime, 1709164800],
    ['a moment with zone', '2024-01-01T01:00:00+01:00', datetime, 1704067200],
    ['a moment with milliseconds', '1970-01-01 00:00:01.250Z', datetime, 1.25],
    ['no such day', '2023-02-29', datetime, undefined],
    ['no such hour', '2023-02-01T25:00', datetime, undefined],
    ['a day of another pattern', '03.02.2024', {...datetime, dateFormat: 'DD.MM.YYYY'}, 1706918400],
    ['thousands that are said', '-1,234,567.5', {...numeric, thousandsMark: ','}, -1234567.5],
    ['thousands with points', '1.234,5', {...comma, thousandsMark: '.'}, 1234.5],
    ['thousands with a blank that does not break', '12\u202f345', {...numeric, thousandsMark: ' '}, 12345],
    ['thousands and an exponent', "1'000e2", {...numeric, thousandsMark: "'"}, 100000],
    ['no group of three', '12,34', {...numeric, thousandsMark: ','}, undefined],
    ['a group too long', '1,2345', {...numeric, thousandsMark: ','}, undefined],
    ['a group that begins with four', '1234,567', {...numeric, thousandsMark: ','}, undefined],
    ['thousands after the point', '1.234,567', {...numeric, thousandsMark: ','}, undefined],
    ['no groups at all', '1234', {...numeric, thousandsMark: ','}, 1234],
    ['seconds since the epoch', '1.5', {...datetime, dateFormat: 'epoch'}, 1.5],
    ['milliseconds since the epoch', '-1500', {...datetime, dateFormat: 'epoch-ms'}, -1.5],
    ['a moment Date cannot hold', '1e20', {...datetime, dateFormat: 'epoch'}, undefined],
    ['a month by name', '03-Feb-2024', {...datetime, dateFormat: 'DD-MMM-YYYY'}, 1706918400],
    ['a month by its whole name', 'February 3, 2024', {...datetime, dateFormat: 'MMM DD, YYYY'}, 1706918400],
    ['no such month', '03-Fex-2024', {...datetime, dateFormat: 'DD-MMM-YYYY'}, undefined],
    [
      'a short year of the last century',
      '03.02.69',
      {...datetime, dateFormat: 'DD.MM.YY'},
      Date.UTC(1969, 1, 3) / 1000,
    ],
    ['a short year of this one', '03.02.24', {...datetime, dateFormat: 'DD.MM.YY'}, 1706918400],
    ['midnight by the half day', '02/03/2024 12:05 am', {...datetime, dateFormat: 'MM/DD/YYYY hh:mm A'}, 1706918700],
    ['noon by the half day', '02/03/2024 12:05 PM', {...datetime, dateFormat: 'MM/DD/YYYY hh:mm A'}, 1706961900],
    ['13 o’clock of the half day', '02/03/2024 13:05 PM', {...datetime, dateFormat: 'MM/DD/YYYY hh:mm A'}, undefined],
    [
      'milliseconds of a pattern',
      '2024/02/03 00:00:01.250',
      {...datetime, dateFormat: 'YYYY/MM/DD HH:mm:ss.SSS'},
      1706918401.25,
    ],
    ['blanks around a category', ' a b ', category, 'a b'],
    ['blanks around text', ' a b ', text, ' a b '],
    ['only blanks', '   ', text, null],
    ['zeros in front', '01234', category, '01234'],
    ['a number as category', '2.0', numbered, '2'],
    ['another text in such a column', 'x', numbered, 'x'],
    ['a missing category', 'None', category, null],
  ];
  for (const [name, cell, rule, expected] of cases)
    it(`reads ${name}: ${JSON.stringify(cell)} as ${rule.kind}`, () => {
      expect(parseCell(cell, rule)).to.deep.equal(expected);
    });

  it('gives back every finite number from its shortest text', () => {
    fc.assert(
      fc.property(fc.double({noNaN: true, noDefaultInfinity: true}), (value) => {
        expect(parseCell(String(value), numeric)).to.equal(value);
      }),
    );
  });
});

describe('parseValue', () => {
  const cases: readonly [string, unknown, ParseRule, unknown][] = [
    ['a number', 2.5, numeric, 2.5],
    ['a number in a string', '2.5', numeric, 2.5],
    ['null', null, numeric, NaN],
    ['an absent key', undefined, category, null],
    ['a number as category', 2, numbered, '2'],
    ['the same number as text cell', '2.0', numbered, '2'],
    ['minus zero as category', -0, numbered, '0'],
    ['true', true, boolean, 1],
    ['one for true', 1, boolean, 1],
    ['two for true', 2, boolean, undefined],
    ['true as a number', true, numeric, undefined],
    ['true as category', true, category, 'true'],
    ['a list', [1], numeric, undefined],
    ['an object', {}, text, undefined],
    ['infinity', Infinity, numeric, undefined],
    ['a list of texts', ['b', ' a', 'b'], labels, 'a;b'],
    ['an empty list', [], labels, ';'],
    ['a text', 'b;a', labels, 'a;b'],
    ['null', null, labels, null],
    ['a number', 7, labels, '7'],
    ['a list with a number', ['a', 1], labels, undefined],
    ['a list with a text that holds the delimiter', ['a;b'], labels, undefined],
    ['an object', {}, labels, undefined],
    ['a number that means "no value"', -999, {...numeric, missing: ['', '-999']}, NaN],
    ['a number that means "no value" in a category', 9, {...numbered, missing: ['', '9']}, null],
    ['another number beside one that means "no value"', 999, {...numeric, missing: ['', '-999']}, 999],
  ];
  for (const [name, json, rule, expected] of cases)
    it(`reads ${name} as ${rule.kind}`, () => expect(parseValue(json, rule)).to.deep.equal(expected));
});
