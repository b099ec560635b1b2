import {readFileSync} from 'node:fs';
import {expect} from 'chai';
import fc from 'fast-check';
import {ColumnStatistics, makeRawField} from '../../src/data/index.js';
import {profileDataset, profileLines} from '../../src/prepare/index.js';
import {
  areaUnderCurve,
  averageRanks,
  correlationRatio,
  cramersV,
  pearson,
  spearman,
} from '../../src/prepare/profile/association.js';
import {RowSample} from '../../src/prepare/profile/row-sample.js';
import {isConstant, isIdLike} from '../../src/prepare/profile/useless-columns.js';
import {memoryDataset} from '../support/memory-dataset.js';
import {passengers} from '../support/passengers.js';

interface Oracle {
  readonly x: number[];
  readonly y: number[];
  readonly groups: number[];
  readonly other: number[];
  readonly positive: number[];
  readonly ranks: number[];
  readonly pearson: number;
  readonly spearman: number;
  readonly auc: number;
  readonly correlationRatio: number;
  readonly cramersV: number;
}
const oracle = JSON.parse(readFileSync(new URL('../oracle/association.json', import.meta.url), 'utf8')) as Oracle;
const [x, y] = [Float64Array.from(oracle.x), Float64Array.from(oracle.y)];
const [groups, other] = [Uint32Array.from(oracle.groups), Uint32Array.from(oracle.other)];
const many = <T>(count: number, value: (index: number) => T): T[] => Array.from({length: count}, (_, i) => value(i));

describe('measures of association', () => {
  const measured: readonly [string, number, number][] = [
    ['pearson', pearson(x, y), oracle.pearson],
    ['spearman', spearman(x, y), oracle.spearman],
    ['area under the curve', areaUnderCurve(x, Uint8Array.from(oracle.positive)), oracle.auc],
    ['correlation ratio', correlationRatio(y, groups, 4), oracle.correlationRatio],
    ["Cramér's V", cramersV(groups, 4, other, 3), oracle.cramersV],
  ];
  for (const [name, value, expected] of measured)
    it(`${name} is what SciPy, scikit-learn and NumPy say`, () => expect(value).to.be.closeTo(expected, 1e-12));

  it('ranks with ties are those of SciPy', () => expect([...averageRanks(x)]).to.deep.equal(oracle.ranks));

  it('are nothing where there is nothing to compare', () => {
    const same = new Float64Array(30).fill(7);
    expect(pearson(same, y.subarray(0, 30))).to.be.NaN;
    expect(areaUnderCurve(x, new Uint8Array(60))).to.be.NaN;
    expect(correlationRatio(same, groups.subarray(0, 30), 4)).to.be.NaN;
    expect(cramersV(new Uint32Array(60), 1, other, 3)).to.be.NaN;
  });

  it('are 1 where the target follows', () => {
    expect(cramersV(groups, 4, groups, 4)).to.be.closeTo(1, 1e-12);
    expect(correlationRatio(Float64Array.from(groups), groups, 4)).to.be.closeTo(1, 1e-12);
    expect(areaUnderCurve(Float64Array.of(1, 2, 3, 4), Uint8Array.of(0, 0, 1, 1))).to.equal(1);
  });
});

describe('RowSample', () => {
  const fields = [makeRawField('a', 'numeric'), makeRawField('b', 'category')];
  const rows = {rowCount: 500, columns: [Float64Array.from(many(500, (i) => i)), many(500, (i) => `r${String(i)}`)]};

  it('holds whole rows, the same whatever the batches, and all of few', () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 500}), fc.integer({min: 1, max: 600}), (size, maxRows) => {
        const [whole, pieces] = [new RowSample(fields, maxRows), new RowSample(fields, maxRows)];
        whole.add(rows);
        for (let start = 0; start < 500; start += size)
          pieces.add({
            rowCount: Math.min(size, 500 - start),
            columns: rows.columns.map((column) => column.slice(start, start + size)),
          });
        expect(pieces.columns).to.deep.equal(whole.columns);
        const [numbers, names] = whole.columns as [Float64Array, string[]];
        expect(names).to.deep.equal(Array.from(numbers, (value) => `r${String(value)}`));
        expect(new Set(names).size).to.equal(Math.min(maxRows, 500));
      }),
      {numRuns: 30},
    );
  });

  it('takes late rows as often as early ones', () => {
    const sample = new RowSample(fields, 100);
    for (let time = 0; time < 40; time += 1) sample.add(rows);
    const late = (sample.columns[0] as Float64Array).filter((value) => value >= 250).length;
    // Binomial(100, 1/2): beyond five deviations with probability 6e-7, and the seed is fixed.
    expect(late).to.be.within(25, 75);
  });
});

describe('useless columns', () => {
  const of = (values: readonly (number | string | null)[]): ColumnStatistics => {
    const statistics = new ColumnStatistics();
    statistics.add(values.map((value) => value ?? (typeof values[0] === 'number' ? NaN : null)) as string[]);
    return statistics;
  };
  const idLike: readonly [string, 'numeric' | 'category' | 'text', readonly (number | string)[], boolean][] = [
    ['a counter', 'numeric', many(50, (i) => 100 + i), true],
    ['whole numbers spread wide', 'numeric', many(50, (i) => i * i), false],
    ['decimals, all different', 'numeric', many(50, (i) => i + 0.5), false],
    ['a counter with one number twice', 'numeric', many(50, (i) => Math.max(1, i)), false],
    ['categories, all different', 'category', many(50, (i) => `k ${String(i)}`), true],
    ['labels', 'category', many(50, (i) => `k${String(i % 9)}`), false],
    ['words, all different', 'text', many(50, (i) => `k${String(i)}`), true],
    ['sentences, all different', 'text', many(50, (i) => `row ${String(i)} is this`), false],
    ['too few rows', 'category', many(10, (i) => `k${String(i)}`), false],
  ];
  for (const [name, kind, values, expected] of idLike)
    it(`take ${name} for ${expected ? 'an identifier' : 'none'}`, () =>
      expect(isIdLike(makeRawField('a', kind), of(values))).to.equal(expected));

  it('are constant without a value or with one in every row', () => {
    expect([of([3, 3]), of([NaN, NaN]), of([3, NaN]), of([3, 4])].map(isConstant)).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('profileDataset', () => {
  const label = many(40, (i) => (i % 4 === 0 ? 'yes' : 'no'));
  const rows = memoryDataset([
    {name: 'leak', kind: 'numeric', values: label.map((text, i) => (text === 'yes' ? 100 + i : i))},
    {name: 'when', kind: 'numeric', values: label.map((text, i) => (text === 'yes' ? (i * 7) % 5 : null))},
    {name: 'noise', kind: 'numeric', values: many(40, (i) => (i * 7) % 5)},
    {name: 'same', kind: 'category', values: many(40, () => 'x')},
    {name: 'key', kind: 'category', values: many(40, (i) => `k${String(i)}`)},
    {name: 'y', kind: 'category', role: 'target', values: label},
  ]);

  it('finds what gives the target away, what is constant and what is an identifier', async () => {
    const {findings, columns, classes} = await profileDataset(rows);
    expect(findings.map(({kind, column}) => `${kind} ${column ?? ''}`)).to.deep.equal([
      'leak leak',
      'missing when',
      'leak when',
      'constant same',
      'id-like key',
    ]);
    expect(columns.map(({relation}) => relation?.measure ?? null)).to.deep.equal([
      'auc',
      null,
      'auc',
      null,
      null,
      null,
    ]);
    expect(columns[0]?.relation).to.deep.equal({measure: 'auc', value: 1, strength: 1, rows: 40});
    expect(classes).to.deep.equal([
      {value: 'no', count: 30, share: 0.75},
      {value: 'yes', count: 10, share: 0.25},
    ]);
  });

  it('suspects sooner when asked to', async () => {
    const {findings} = await profileDataset(rows, {leakStrength: 0});
    expect(findings.filter(({kind}) => kind === 'leak').map(({column}) => column)).to.include('noise');
  });

  it('counts rows that occur twice, and says where', async () => {
    const twice = memoryDataset([{name: 'a', kind: 'numeric', values: [1, 2, 1, null, null, 1]}], {batchRows: 2});
    const {duplicates, findings} = await profileDataset(twice);
    expect(duplicates).to.deep.equal({count: 3, first: [3, 5, 6]});
    expect(findings[0]?.message).to.contain('3 of 6 rows (50.0 %)');
  });

  it('has shares, histograms and quantiles for each column', async () => {
    const {columns} = await profileDataset(passengers(), {bins: 2, top: 1});
    const age = columns.find(({name}) => name === 'age');
    expect([age?.missing, age?.missingShare, age?.distinct]).to.deep.equal([2, 0.25, 6]);
    expect(age?.histogram).to.deep.equal({edges: [2, 28, 54], counts: [3, 3]});
    const port = columns.find(({name}) => name === 'port');
    expect([port?.histogram, port?.top]).to.deep.equal([null, [{value: 'S', count: 4, share: 4 / 7}]]);
  });

  it('tells of classes, findings and history in lines', async () => {
    const lines = profileLines(await profileDataset(rows));
    expect(lines[0]).to.equal('classes: no 30 (75.0 %), yes 10 (25.0 %)');
    expect(lines.join('\n')).to.contain("leak: 'leak' alone nearly gives the target away (auc 1.000)");
  });

  it('warns of rare classes and of rows without a target', async () => {
    const rare = memoryDataset([
      {name: 'a', kind: 'numeric', values: many(30, (i) => ((i * 7) % 30) / 3)},
      {name: 'y', kind: 'category', role: 'target', values: many(30, (i) => (i < 2 ? 'b' : i < 4 ? null : 'a'))},
    ]);
    const kinds = (await profileDataset(rare)).findings.map(({kind}) => kind);
    expect(kinds).to.deep.equal(['no-target-value', 'imbalance']);
  });
});
