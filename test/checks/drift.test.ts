import {readFileSync} from 'node:fs';
import {expect} from 'chai';
import {
  compareSummaries,
  driftOfFiles,
  driftPage,
  measures,
  parseThresholds,
  summarizeDataset,
  type ColumnDrift,
  type DriftResult,
} from '../../src/checks/index.js';
import {ignoreEvents} from '../../src/core/index.js';
import {chiSquareTail, kolmogorovTail} from '../../src/checks/drift/tails.js';
import {failureOf, makeFile, removeFolders} from '../data/support.js';
import {memoryDataset, type MemoryColumn} from '../support/memory-dataset.js';

type Sides = {readonly reference: number[]; readonly current: number[]} & Readonly<Record<string, number | number[]>>;
const oracle = JSON.parse(readFileSync(new URL('../oracle/drift.json', import.meta.url), 'utf8')) as {
  readonly numbers: readonly Sides[];
  readonly categories: readonly Sides[];
};

const drift = async (reference: MemoryColumn[], current: MemoryColumn[]): Promise<DriftResult> =>
  compareSummaries(
    await summarizeDataset(memoryDataset(reference, {batchRows: 40})),
    await summarizeDataset(memoryDataset(current, {batchRows: 7})),
  );
const only = ({columns}: DriftResult): ColumnDrift => columns[0]!;
const valueOf = (column: ColumnDrift, name: string): number =>
  column.measures.find(({measure}) => measure === name)!.value;
const repeat = (counts: readonly number[]): string[] =>
  counts.flatMap((count, index) => Array.from({length: count}, () => `c${String(index)}`));
const column = (kind: MemoryColumn['kind'], values: MemoryColumn['values'], name = 'x'): MemoryColumn => ({
  name,
  kind,
  values,
});
const range = (count: number, of = (row: number): number => row): number[] =>
  Array.from({length: count}, (_, i) => of(i));

describe('drift', () => {
  after(removeFolders);

  for (const [index, sides] of oracle.numbers.entries())
    it(`of numbers is what SciPy and NumPy measure (${String(index)})`, async () => {
      const found = only(await drift([column('numeric', sides.reference)], [column('numeric', sides.current)]));
      for (const name of ['ks', 'wasserstein', 'psi', 'jensen-shannon'])
        expect(valueOf(found, name), name).to.be.closeTo(sides[name] as number, 1e-9);
      expect(found.measures[0]!.pValue).to.be.closeTo(sides['ksP'] as number, 1e-9);
    });

  for (const [index, sides] of oracle.categories.entries())
    it(`of categories is what SciPy and NumPy measure (${String(index)})`, async () => {
      const found = only(
        await drift([column('category', repeat(sides.reference))], [column('category', repeat(sides.current))]),
      );
      for (const name of ['chi-square', 'psi', 'jensen-shannon'])
        expect(valueOf(found, name), name).to.be.closeTo(sides[name] as number, 1e-9);
      expect(found.measures[0]!.pValue).to.be.closeTo(sides['chiP'] as number, 1e-9);
    });

  it('has the tails of closed forms', () => {
    for (const x of [0.01, 1, 5, 60]) expect(chiSquareTail(x, 2)).to.be.closeTo(Math.exp(-x / 2), 1e-13);
    expect(kolmogorovTail(1 - 1e-12)).to.be.closeTo(kolmogorovTail(1), 1e-10);
    expect([chiSquareTail(0, 3), kolmogorovTail(0)]).to.deep.equal([1, 1]);
  });

  it('is nought between rows and themselves, for every kind', async () => {
    const columns = [
      column('numeric', range(50), 'n'),
      column('datetime', range(50), 'd'),
      column(
        'boolean',
        range(50, (row) => row % 2),
        'b',
      ),
      column(
        'text',
        range(50).map((row) => 'word '.repeat(row)),
        't',
      ),
      column(
        'labels',
        range(50).map((row) => (row % 2 ? 'a|b' : 'b')),
        'l',
      ),
    ];
    const result = await drift(columns, columns);
    expect(result.drifted).to.equal(0);
    for (const {measures: found} of result.columns) for (const {value} of found) expect(value).to.equal(0);
  });

  it('needs both a test and an effect size', async () => {
    // A shift of 0.02 deviations in 40,000 rows is significant nowhere it matters; one in 8 rows is an effect without proof.
    const many = await drift(
      [column('numeric', range(40_000))],
      [
        column(
          'numeric',
          range(40_000, (row) => row + 600),
        ),
      ],
    );
    expect(only(many).measures[0]!.adjusted).to.be.below(0.05);
    expect(only(many).drifted).to.equal(false);
    const few = await drift(
      [column('numeric', range(8))],
      [
        column(
          'numeric',
          range(8, (row) => row + 2),
        ),
      ],
    );
    expect(valueOf(only(few), 'ks')).to.be.above(0.1);
    expect(only(few).drifted).to.equal(false);
  });

  it('sees a constant column change, and one that goes missing', async () => {
    const constant = await drift(
      [
        column(
          'numeric',
          range(50, () => 3),
        ),
      ],
      [
        column(
          'numeric',
          range(50, () => 4),
        ),
      ],
    );
    expect(only(constant).because).to.deep.equal(['ks']);
    const gone = await drift([column('numeric', range(50))], [column('numeric', Array<null>(50).fill(null))]);
    expect(only(gone).because).to.deep.equal(['missing']);
    expect(only(gone).missing).to.deep.equal({reference: 0, current: 1});
  });

  it('pools categories too rare to test', async () => {
    const names = range(60).map((row) => `only ${String(row)}`);
    const found = only(
      await drift(
        [column('category', names)],
        [
          column(
            'category',
            names.map((name) => `${name}!`),
          ),
        ],
      ),
    );
    expect(found.measures[0]).to.include({measure: 'chi-square', value: 0, pValue: 1});
  });

  it('counts columns that are gone and names those that are new', async () => {
    const x = column('numeric', range(20));
    const result = await drift([x, column('numeric', range(20), 'old')], [x, column('numeric', range(20), 'new')]);
    expect(result).to.deep.include({onlyReference: ['old'], onlyCurrent: ['new'], drifted: 1, driftedShare: 0.5});
  });

  it('corrects p values by Holm', async () => {
    const a = column('numeric', range(30), 'a');
    const b = column('numeric', range(30), 'b');
    const moved = column(
      'numeric',
      range(30, (row) => row + 12),
      'a',
    );
    const result = await drift([a, b], [moved, b]);
    const first = only(result).measures[0]!;
    expect(first.adjusted).to.be.closeTo(4 * first.pValue!, 1e-15);
  });

  it('refuses rows that cannot be compared', async () => {
    const x = column('numeric', range(3));
    expect(await failureOf(drift([x], [column('numeric', [])]))).to.have.property('code', 'DRIFT_NO_ROWS');
    expect(await failureOf(drift([x], [column('numeric', [1], 'y')]))).to.have.property('code', 'DRIFT_NOTHING_SHARED');
  });

  it('reads the current text by the rules of the reference', async () => {
    const reference = makeFile(
      'a.csv',
      `code,n\n${range(40)
        .map((row) => `k${String(row % 2)},${String(row)}`)
        .join('\n')}\n`,
    );
    const current = makeFile(
      'b.csv',
      `code,n\n${range(40)
        .map((row) => `${String(row % 2)},${String(row)}`)
        .join('\n')}\n`,
    );
    const result = await driftOfFiles(reference, current, {report: ignoreEvents});
    expect(result.columns.map(({name, kind, drifted}) => [name, kind, drifted])).to.deep.equal([
      ['code', 'category', true],
      ['n', 'numeric', false],
    ]);
    const options = {report: ignoreEvents, columns: ['nope']};
    expect(await failureOf(driftOfFiles(reference, current, options))).to.have.property('code', 'DRIFT_COLUMN');
  });

  it('names columns of current text that the reference lacks', async () => {
    const reference = makeFile('a.csv', `n\n${range(9).join('\n')}\n`);
    const current = makeFile('b.csv', `n,more\n${range(9).join(',1\n')},1\n`);
    expect(await driftOfFiles(reference, current, {report: ignoreEvents})).to.deep.include({onlyCurrent: ['more']});
    const chosen = await driftOfFiles(reference, current, {report: ignoreEvents, columns: ['n']});
    expect(chosen.onlyCurrent).to.deep.equal([]);
  });

  it('names two columns of different kinds a clash, and leaves ids out', async () => {
    const clash = await drift([column('numeric', range(9))], [column('category', range(9).map(String))]);
    expect(only(clash)).to.deep.include({drifted: true, because: ['numeric became category']});
    const id: MemoryColumn = {...column('numeric', range(9), 'id'), role: 'id'};
    const {columns} = await summarizeDataset(memoryDataset([column('numeric', range(9)), id]));
    expect(columns.map(({name}) => name)).to.deep.equal(['x']);
  });

  it('makes a page with both distributions of what drifted', async () => {
    const a = [
      column('numeric', range(90)),
      column('category', repeat([45, 45]), 'c'),
      column('numeric', range(90), 'old'),
    ];
    const b = [
      column(
        'numeric',
        range(90).map((row) => row + 60),
      ),
      column('category', repeat([5, 80, 5]), 'c'),
    ];
    const reference = await summarizeDataset(memoryDataset(a, {batchRows: 40}));
    const current = await summarizeDataset(memoryDataset(b, {batchRows: 40}));
    const result = compareSummaries(reference, current);
    const text = await driftPage(result, {reference, current});
    expect(text).to.contain('3 of 3 columns drifted').and.contain('<svg').and.contain('is not there any more');
    expect(text).to.contain('x: reference and current').and.contain('88.9 %');
    const same = await driftPage(compareSummaries(reference, reference), {reference, current: reference});
    expect(same).to.contain('no drift').and.not.contain('<svg');
  });

  it('takes thresholds by name', () => {
    expect(parseThresholds(['psi=0.1', 'ks = .3'])).to.include.keys(measures.names());
    expect([...parseThresholds(['ks=.3'])][0]).to.deep.equal(['ks', 0.3]);
    expect(() => parseThresholds(['psi'])).to.throw('MEASURE=NUMBER');
    expect(() => parseThresholds(['pis=1'])).to.throw("Unknown measure of drift 'pis'");
  });
});
