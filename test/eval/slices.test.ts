// Slices: every row in exactly one of each column, and a flag only where a slice is worse beyond its interval.
import {expect} from 'chai';
import fc from 'fast-check';
import {
  groupRows,
  makeClassRows,
  measureRows,
  measureSlices,
  parseSlice,
  type SliceColumn,
} from '../../src/eval/index.js';

const column = (kind: SliceColumn['kind'], values: SliceColumn['values']): SliceColumn => ({name: 'x', kind, values});
const namesAndRows = (of: SliceColumn): [string, readonly number[]][] =>
  groupRows(of).map(({name, rows}) => [name, rows]);

describe('groupRows', () => {
  it('gives texts by how many rows they have, missing last', () =>
    expect(namesAndRows(column('category', ['b', null, 'a', 'a', 'c']))).to.deep.equal([
      ['a', [2, 3]],
      ['b', [0]],
      ['c', [4]],
      ['(missing)', [1]],
    ]));

  it('gives few numbers each, in their order', () =>
    expect(namesAndRows(column('numeric', [10, 9, NaN, 10]))).to.deep.equal([
      ['9', [1]],
      ['10', [0, 3]],
      ['(missing)', [2]],
    ]));

  it('cuts many numbers into quarters, each bound belonging to the range below', () => {
    const values = Array.from({length: 21}, (_, row) => row);
    expect(namesAndRows(column('numeric', values)).map(([name, rows]) => [name, rows.length])).to.deep.equal([
      ['[0, 5]', 6],
      ['(5, 10]', 5],
      ['(10, 15]', 5],
      ['(15, 20]', 5],
    ]);
  });

  it('cuts numbers into as many parts as asked for, few values too', () => {
    const sizes = (of: SliceColumn): number[] => groupRows(of).map(({rows}) => rows.length);
    const values = Array.from({length: 21}, (_, row) => row);
    expect(sizes({...column('numeric', values), bins: 2})).to.deep.equal([11, 10]);
    expect(sizes({...column('numeric', values), bins: 7})).to.deep.equal([3, 3, 3, 3, 3, 3, 3]);
    expect(groupRows({...column('numeric', [1, 2, 3]), bins: 2}).map(({name}) => name)).to.deep.equal([
      '[1, 2]',
      '(2, 3]',
    ]);
    expect(() => groupRows({...column('category', ['a', 'b']), bins: 2})).to.throw("'x' is category");
  });

  it('takes texts for numbers when all of them are', () => {
    const values = Array.from({length: 21}, (_, row) => String(row));
    expect(namesAndRows(column('category', values)).map(([name]) => name)).to.include('(5, 10]');
    const mixed = namesAndRows(column('category', [...values.slice(0, 11), 'x'])).map(([name]) => name);
    expect(mixed).to.have.lengthOf(12).and.to.include('x');
  });

  it('merges quarters that a frequent value fills', () => {
    const values = [...new Array<number>(30).fill(0), ...Array.from({length: 10}, (_, row) => row + 1)];
    const groups = namesAndRows(column('numeric', values));
    expect(groups.map(([name, rows]) => [name, rows.length])).to.deep.equal([
      ['[0, 0.25]', 30],
      ['(0.25, 10]', 10],
    ]);
  });

  it('names dates and truth values as people do', () => {
    expect(namesAndRows(column('boolean', [1, 0, 1])).map(([name]) => name)).to.deep.equal(['true', 'false']);
    expect(namesAndRows(column('datetime', [0, 86400])).map(([name]) => name)[1]).to.match(/^1970-01-02/);
  });

  it('puts rare texts together when there are many', () => {
    const values = Array.from({length: 45}, (_, row) => (row < 40 ? `v${String(row % 20)}` : `rare${String(row)}`));
    const groups = groupRows(column('text', values));
    expect(groups).to.have.lengthOf(21);
    expect(groups.at(-1)).to.deep.include({kind: 'other', rows: [40, 41, 42, 43, 44]});
  });

  it('puts every row into exactly one group', () => {
    const value = fc.oneof(
      fc.constant(null),
      fc.constant(NaN),
      fc.double({noNaN: true, min: -9, max: 9}),
      fc.integer(),
    );
    fc.assert(
      fc.property(fc.array(value, {minLength: 1, maxLength: 60}), (values) => {
        const rows = groupRows(column('numeric', values)).flatMap((group) => [...group.rows]);
        expect(rows.sort((a, b) => a - b)).to.deep.equal(values.map((_, row) => row));
      }),
    );
  });
});

describe('parseSlice', () => {
  it('reads a column, or a column and a number of parts', () => {
    expect(parseSlice('age', [])).to.deep.equal({name: 'age'});
    expect(parseSlice('age:5', [])).to.deep.equal({name: 'age', bins: 5});
    expect(parseSlice('a:b:12', [])).to.deep.equal({name: 'a:b', bins: 12});
    expect(parseSlice('age:x', [])).to.deep.equal({name: 'age:x'});
  });

  it('takes a column of that very name first', () =>
    expect(parseSlice('age:5', ['age', 'age:5'])).to.deep.equal({name: 'age:5'}));

  it('refuses fewer than 2 parts and more than 100', () => {
    for (const word of ['age:0', 'age:1', 'age:101'])
      expect(() => parseSlice(word, []), word).to.throw('expected 2 to 100 parts');
  });
});

describe('measureSlices', () => {
  // Group a is always right, group b half of the time.
  const count = 200;
  const labels = Int32Array.from({length: count}, (_, row) => row % 2);
  const group = Array.from({length: count}, (_, row) => (row < 100 ? 'a' : 'b'));
  const probabilities = Float64Array.from({length: 2 * count}, (_, at) => {
    const row = Math.floor(at / 2);
    const isRight = row < 100 || row % 4 < 2;
    const positive = (labels[row] === 1) === isRight ? 0.8 : 0.2;
    return at % 2 === 1 ? positive : 1 - positive;
  });
  const rows = makeClassRows(['no', 'yes'], labels, probabilities);

  it('measures the rows of a slice as if they were all, and marks what is worse', () => {
    const slices = measureSlices(rows, [{name: 'group', kind: 'category', values: group}], measureRows(rows));
    expect(slices.map(({name, rows: size}) => [name, size])).to.deep.equal([
      ['a', 100],
      ['b', 100],
    ]);
    const [a, b] = slices;
    expect(a?.metrics['accuracy']?.value).to.equal(1);
    expect(b?.metrics['accuracy']?.value).to.equal(0.5);
    // Always right, but only 80 % sure of it.
    expect(a?.worse).to.deep.equal(['ece']);
    // Higher is worse for a loss, lower for a share.
    expect(b?.worse).to.include.members(['accuracy', 'log_loss', 'f1']);
  });

  it('does not mark what is a value by convention only', () => {
    const values = Array.from({length: count}, (_, row) => (labels[row] === 0 && row < 100 ? 'only no' : 'rest'));
    const slices = measureSlices(rows, [{name: 'x', kind: 'category', values}], measureRows(rows));
    const only = slices.find(({name}) => name === 'only no');
    expect(only?.metrics['recall']).to.deep.include({value: 0, note: 'no row is positive; taken as 0'});
    expect(only?.metrics['roc_auc']?.value).to.equal(null);
    for (const name of ['precision', 'recall', 'f1', 'roc_auc']) expect(only?.worse).not.to.include(name);
  });
});
