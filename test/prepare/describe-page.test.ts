// `data describe` as lines and as a page, of ordinary and of odd rows, and of several files.
import {expect} from 'chai';
import {profileDataset, profileLines, profilePage, profileParts, sharedLines} from '../../src/prepare/index.js';
import {memoryDataset, type MemoryColumn} from '../support/memory-dataset.js';

const many = <T>(count: number, value: (index: number) => T): T[] => Array.from({length: count}, (_, i) => value(i));
const words = many(
  40,
  (i) => ['amber', 'birch', 'cedar', 'delta'][i % 4]! + String.fromCharCode(97 + (i % 26)) + i.toString(36),
);
const sentence = (seed: number): string => many(12, (i) => words[(seed * 7 + i * i + seed * i) % 40]!).join(' ');

describe('describe in words and as a page', () => {
  const rows = 60;
  const columns: readonly MemoryColumn[] = [
    {name: 'step', kind: 'numeric', values: many(rows, (i) => i * 1.5)},
    {name: 'a', kind: 'numeric', values: many(rows, (i) => (i * 17) % 61)},
    {name: 'b', kind: 'numeric', values: many(rows, (i) => 2 * ((i * 17) % 61) + (i % 3))},
    {name: 'c', kind: 'category', values: many(rows, (i) => (i === 0 ? '<b>&' : 'x'))},
    {name: 'when', kind: 'datetime', values: many(rows, (i) => 86_400 * ((i * 7) % 60))},
    {name: 'note', kind: 'text', values: many(rows, (i) => (i === 3 ? ' ' : sentence(i)))},
    {name: 'tags', kind: 'labels', values: many(rows, (i) => (i % 2 === 0 ? 'p;q' : ';'))},
    {name: 'y', kind: 'category', role: 'target', values: many(rows, (i) => ((i * 5) % 7 < 3 ? 'no' : 'yes'))},
  ];

  it('names the order, the copy and the nearly constant column, with what to do', async () => {
    const profile = await profileDataset(memoryDataset(columns));
    const kinds = profile.findings.map(({kind, column}) => `${kind} ${column ?? ''}`);
    expect(kinds).to.include.members(['ordered step', 'redundant b']);
    expect(profile.findings.find(({kind}) => kind === 'redundant')?.message).to.contain('data import --ignore b');
    const mostly = {name: "it's", kind: 'category' as const, values: many(200, (i) => (i === 0 ? 'p' : 'q'))};
    const {findings} = await profileDataset(memoryDataset([mostly]));
    const common = findings.find(({kind}) => kind === 'near-constant');
    expect(common?.message).to.contain(String.raw`--ignore 'it'\''s'`);
  });

  it('has a line for texts, labels, dates and pairs', async () => {
    const profile = await profileDataset(memoryDataset(columns));
    const text = profileLines(profile).join('\n');
    expect(text).to.match(/note: characters 1 \/ \d+ \/ \d+ \/ \d+ \(mean .*1 text is blank/);
    expect(text).to.contain(
      'tags: 2 labels, 1.00 a row (0 to 2), 30 rows with none; most frequent: p (50.0 %), q (50.0 %)',
    );
    expect(text).to.contain('when: spans 59 days');
    expect(text).to.match(/strongest pairs: .* pearson /);
  });

  it('is a page that holds nothing but text, small and the same each time', async () => {
    const profile = await profileDataset(memoryDataset(columns, {name: '<i>rows</i>'}));
    const page = await profilePage(profile);
    expect(page).to.equal(await profilePage(profile));
    expect(page).not.to.match(/https?:|url\(|<script|<i>rows|<b>&/);
    expect(page).to.contain('&lt;i&gt;rows').and.to.contain('Histogram of a').and.to.contain('How columns go together');
    expect(page.length).to.be.below(20_000 * columns.length);
  });

  it('draws so many columns and lists all', async () => {
    const wide = memoryDataset(
      many(1500, (i) => ({name: `n${String(i)}`, kind: 'numeric' as const, values: [i, 1, 2]})),
    );
    const profile = await profileDataset(wide);
    const page = await profilePage(profile);
    expect(page).to.contain('1380 further columns in the table only').and.to.contain('n1499');
    expect(page.length).to.be.below(1_000_000);
    expect(profile.correlations?.leftOut).to.equal(1440);
  });

  const odd: readonly [string, readonly MemoryColumn[]][] = [
    ['no rows', columns.map((column) => ({...column, values: []}))],
    ['one row', columns.map((column) => ({...column, values: column.values.slice(0, 1)}))],
    ['nothing but missing cells', columns.map((column) => ({...column, values: many(30, () => null)}))],
    ['no columns', []],
    ['numbers at the ends of what float64 holds', [{name: 'a', kind: 'numeric', values: [1e308, -1e308, 5e-324, 0]}]],
    ['a text of a megabyte', [{name: 'a', kind: 'text', values: ['x y'.repeat(350_000), 'short', '\u0000\ud800']}]],
  ];
  for (const [name, held] of odd)
    it(`takes ${name}`, async () => {
      const profile = await profileDataset(memoryDataset(held));
      expect(() => JSON.stringify(profile)).not.to.throw();
      expect(profileLines(profile).join('\n')).not.to.match(/NaN|undefined|Infinity/);
      expect(await profilePage(profile)).to.match(/^<!doctype html>[^]*<\/html>\n$/);
    });
});

describe('rows that files share', () => {
  const file = (name: string, values: readonly number[], extra = 0): ReturnType<typeof memoryDataset> =>
    memoryDataset(
      [
        {name: 'id', kind: 'numeric', role: 'id', values: values.map((_, i) => i + extra)},
        {name: 'a', kind: 'numeric', values},
        {name: 't', kind: 'text', values: values.map((value) => `text ${String(value)}`)},
        {name: 'y', kind: 'category', role: 'target', values: values.map((_, i) => (i % 2 === 0 ? 'p' : 'q'))},
      ],
      {name},
    );

  it('are counted by their features, each once, with their places', async () => {
    const {shared} = await profileParts([file('train', [1, 2, 3, 3]), file('valid', [9, 8]), file('test', [5, 3, 3, 9, 7, 5], 100)]); // prettier-ignore
    expect(shared).to.deep.equal({
      columns: ['a', 't'],
      parts: [
        {name: 'train', distinctRows: 3, shared: 0, first: []},
        {name: 'valid', distinctRows: 2, shared: 0, first: []},
        {name: 'test', distinctRows: 4, shared: 2, first: [2, 4]},
      ],
    });
    const lines = sharedLines(shared);
    expect(lines).to.have.length(2);
    expect(lines[1]).to.contain('test: 2 of 4 different rows are in an earlier file too (same features; first: 2, 4)');
    expect(await profilePage(await profileParts([file('train', [1]), file('test', [1])]))).to.contain(
      'rows across files',
    );
  });

  it('are not looked for without a common feature', async () => {
    const other = memoryDataset([{name: 'b', kind: 'numeric', values: [1]}]);
    const {shared} = await profileParts([file('train', [1]), other]);
    expect(shared.columns).to.deep.equal([]);
    expect(sharedLines(shared)[0]).to.contain('no feature in common');
  });
});
