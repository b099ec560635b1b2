import {expect} from 'chai';
import {inferSchema, type ColumnSample, type Field, type ImportOptions} from '../../src/data/index.js';
import {failureOf} from './support.js';

function infer(cells: readonly unknown[], options: ImportOptions & {name?: string; comma?: boolean} = {}): Field {
  const {name = 'x', comma = false, ...rest} = options;
  const sample: ColumnSample = {name, cells};
  const {schema} = inferSchema([sample], {...rest, hints: {allowDecimalComma: comma}, where: 'test'});
  return schema.fields[0]!;
}

const many = (count: number, cell: (index: number) => unknown): unknown[] =>
  Array.from({length: count}, (_, i) => cell(i));

describe('inferSchema', () => {
  const kinds: readonly [string, readonly unknown[], string][] = [
    ['numbers', ['1', '2.5', '-3e2', ''], 'numeric'],
    ['zeros and ones', ['0', '1', '1'], 'numeric'],
    ['numbers with a few words among many', many(100, (i) => (i === 7 ? 'oops' : String(i))), 'numeric'],
    ['numbers with an infinity', ['1', 'inf', '3'], 'numeric'],
    ['numbers and words in a small sample', ['1', 'two', '3'], 'category'],
    ['codes with zeros in front', many(40, (i) => `0${String(i % 5)}`), 'category'],
    ['integers beyond 2^53, all different', many(40, (i) => `90071992547409${String(100 + i)}`), 'text'],
    ['yes and no', ['yes', 'No', ''], 'boolean'],
    ['only yes', ['yes', 'yes'], 'category'],
    ['JSON booleans', [true, false, null], 'boolean'],
    ['days', ['2024-01-01', '2024-12-31'], 'datetime'],
    ['months', ['1949-01', '1949-12'], 'datetime'],
    ['days as in Germany', ['31.12.2024', '01.02.2024'], 'datetime'],
    ['a day that cannot be', ['2024-01-01', '2024-13-01'], 'category'],
    ['few labels', many(100, (i) => `label ${String(i % 7)}`), 'category'],
    ['nearly all different', many(100, (i) => `name ${String(i)}`), 'text'],
    ['sentences', ['This is a sentence that goes on for quite some time, as sentences do.'], 'text'],
    ['nothing', ['', 'NA', null], 'category'],
  ];
  for (const [name, cells, kind] of kinds)
    it(`reads ${name} as ${kind}`, () => expect(infer(cells).kind).to.equal(kind));

  it('takes a comma for a decimal mark only where it does not separate cells', () => {
    expect(infer(['1,5', '2,25'], {comma: true}).parse.decimalMark).to.equal(',');
    expect(infer(['1,5', '2,25'], {comma: false}).kind).to.equal('category');
  });

  const targets: readonly [string, readonly unknown[], string][] = [
    ['text', ['yes', 'perhaps', 'no'], 'category'],
    ['boolean', ['true', 'false'], 'category'],
    ['two integers', ['2', '4', '2'], 'category'],
    ['two integers written as floats', ['0.0', '1.0'], 'category'],
    ['0 to k', ['0', '1', '2', '1'], 'category'],
    ['1 to k', ['1', '2', '3'], 'category'],
    ['integers with a gap', ['0', '1', '5'], 'numeric'],
    ['integers from 3', ['3', '4', '5'], 'numeric'],
    ['integers above 20', many(30, (i) => String(i)), 'numeric'],
    ['decimals', ['0.5', '1.5'], 'numeric'],
  ];
  for (const [name, cells, kind] of targets)
    it(`reads a target of ${name} as ${kind}`, () => {
      const field = infer(cells, {target: 'x'});
      expect([field.role, field.kind]).to.deep.equal(['target', kind]);
    });

  it('tells how the target was read and how to change it', () => {
    const {notes} = inferSchema([{name: 'y', cells: ['0', '1']}], {target: 'y', where: 'test'});
    expect(notes.join()).to.contain('--kind y=numeric');
  });

  it('lets the user have the last word', () => {
    expect(infer(['0', '1'], {target: 'x', kinds: {x: 'numeric'}}).kind).to.equal('numeric');
    expect(infer(['1', '2'], {kinds: {x: 'category'}}).parse.numberText).to.equal(true);
    expect(infer(['01', '02'], {kinds: {x: 'category'}}).parse.numberText).to.equal(undefined);
    expect(infer(['1', '2'], {roles: {x: 'weight'}}).role).to.equal('weight');
  });

  it('asks nothing of an ignored column', () => {
    const field = infer(['1', '2', 'three'], {ignore: ['x']});
    expect([field.role, field.kind]).to.deep.equal(['ignored', 'text']);
  });

  it('takes a column for an identifier when its name says so and no value comes twice', () => {
    expect(infer(['1', '2', '3'], {name: 'customer_id'}).role).to.equal('id');
    expect(infer(['1', '2', '3'], {name: 'PassengerId'}).role).to.equal('id');
    expect(infer(['1', '2', '2'], {name: 'customer_id'}).role).to.equal('feature');
    expect(infer(['1', '2', '3'], {name: 'width'}).role).to.equal('feature');
    expect(infer(['1.5', '2.5'], {name: 'id'}).role).to.equal('feature');
  });

  it('names the nearest column when an option names none', async () => {
    const error = await failureOf(Promise.resolve().then(() => infer(['1'], {name: 'income', target: 'incom'})));
    expect([error.code, error.exitStatus]).to.deep.equal(['DATA_COLUMN_MISSING', 3]);
    expect(error.suggestions.join()).to.contain("'income'");
  });

  it('counts further tokens as missing', () => {
    expect(infer(['1', '-999', '2'], {missing: {all: ['-999']}}).parse.missing).to.include('-999');
    const one = {missing: {columns: {x: ['-999']}}};
    expect(infer(['1', '-999', '2'], one).parse.missing).to.include('-999');
  });

  it('takes the usual tokens for text when told so', () => {
    const field = infer(['NA', 'DE', 'NA'], {usualMissing: false});
    expect([field.kind, field.parse.missing]).to.deep.equal(['category', ['']]);
  });

  it('takes marks and date formats as they are given', () => {
    const price = infer(['1.234,5', '7'], {decimal: {all: ','}, thousands: {columns: {x: '.'}}});
    expect(price.parse).to.include({kind: 'numeric', decimalMark: ',', thousandsMark: '.'});
    // Where points group digits, the decimal mark is the comma, and the other way round.
    expect(infer(['1.234', '7'], {thousands: {all: '.'}}).parse.decimalMark).to.equal(',');
    expect(infer(['1,234', '7'], {thousands: {all: ','}, comma: true}).parse.decimalMark).to.equal('.');
    const sold = infer(['01/02/2024', '03/04/2024'], {dateFormats: {x: 'DD/MM/YYYY'}});
    expect([sold.kind, sold.parse.dateFormat]).to.deep.equal(['datetime', 'DD/MM/YYYY']);
  });

  const doubts: readonly [string, readonly string[], string][] = [
    ['days that may be months', ['01/02/2024', '03/04/2024'], "--date-format 'x=DD/MM/YYYY'"],
    ['numbers with thousands marks', ['1,234', '5,678', '12'], "--thousands 'x=,'"],
  ];
  for (const [name, cells, hint] of doubts)
    it(`says that it may be wrong about ${name}`, () => {
      const {notes} = inferSchema([{name: 'x', cells}], {where: 'test'});
      expect(notes.join()).to.contain(hint);
    });

  it('has no doubts about a day that no month has', () => {
    expect(inferSchema([{name: 'x', cells: ['01/02/2024', '01/13/2024']}], {where: 'test'}).notes).to.deep.equal([]);
  });
});
