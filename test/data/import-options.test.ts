import {expect} from 'chai';
import {toImportOptions} from '../../src/data/index.js';
import {errorOf} from '../support/error-of.js';

describe('toImportOptions', () => {
  it('tells words for all columns from those for one', () => {
    const options = toImportOptions({
      missing: ['-', 'age=0', 'age=99', '=x'],
      decimal: [',', 'price=.'],
      thousands: ['price=,'],
      dateFormats: new Map([['sold', 'DD.MM.YY']]),
    });
    expect(options.missing).to.deep.equal({all: ['-', '=x'], columns: {age: ['0', '99']}});
    expect(options.decimal).to.deep.equal({all: ',', columns: {price: '.'}});
    expect(options.thousands).to.deep.equal({columns: {price: ','}});
    expect(options.dateFormats).to.deep.equal({sold: 'DD.MM.YY'});
  });

  it('says nothing of what was not given', () => {
    expect(Object.values(toImportOptions({})).filter((value) => value !== undefined)).to.deep.equal([]);
  });

  const refused: readonly [string, Parameters<typeof toImportOptions>[0], string][] = [
    ['a mark that is none', {decimal: [';']}, "--decimal expects one of '.' ','"],
    ['one mark for two things', {decimal: [','], thousands: [',']}, 'that is the decimal mark already'],
    ['one mark for two things in one column', {thousands: ['.'], decimal: ['x=.']}, 'that is the decimal mark already'],
    [
      'a delimiter of two signs',
      {labelDelimiter: 'ab', kinds: new Map([['y', 'labels']])},
      '--label-delimiter expects one sign',
    ],
    ['a delimiter of no labels', {labelDelimiter: '|'}, '--label-delimiter does nothing'],
    ['a date without a year', {dateFormats: new Map([['d', 'DD.MM.']])}, 'needs a year'],
    ['a date with two months', {dateFormats: new Map([['d', 'MM MM YYYY']])}, 'MM twice'],
    ['half a day without its half', {dateFormats: new Map([['d', 'YYYY hh']])}, 'need A'],
    [
      'dates in a category',
      {dateFormats: new Map([['d', 'iso']]), kinds: new Map([['d', 'category']])},
      'which has no dates',
    ],
  ];
  for (const [name, words, message] of refused)
    it(`refuses ${name}`, () => {
      const error = errorOf(() => toImportOptions(words));
      expect([error.code, error.exitStatus]).to.deep.equal(['DATA_OPTION', 2]);
      expect(error.message).to.contain(message);
    });
});
