import {readdirSync} from 'node:fs';
import {expect} from 'chai';
import {join} from 'node:path';
import type {IngotEvent} from '../../src/core/index.js';
import {importDataset, openDataset, toImportOptions, type ImportResult} from '../../src/data/index.js';
import type {BadRowPolicy} from '../../src/data/bad-rows.js';
import {fileSource} from '../../src/data/sources.js';
import {spoolSource} from '../../src/data/spooled-source.js';
import {failureOf, makeFile, makeFolder, removeFolders, rowsOf} from './support.js';

const SAMPLE = 10_000;
const lines = (count: number, cell: (row: number) => string): string =>
  Array.from({length: count}, (_, row) => `${cell(row)},x\n`).join('');

interface Imported {
  readonly result: ImportResult;
  readonly cells: readonly unknown[];
  readonly told: string;
}

/** Imports the column `a` of CSV (or what `name` says). */
async function importText(
  text: string,
  options: {kinds?: [string, string][]; onBadRow?: BadRowPolicy | undefined; promote?: boolean; name?: string} = {},
): Promise<Imported> {
  const {kinds = [], onBadRow, promote, name = 'rows.csv'} = options;
  const events: IngotEvent[] = [];
  const output = join(makeFolder(), 'out.arrow');
  const result = await importDataset({
    sources: [makeFile(name, text)],
    output,
    columns: toImportOptions({kinds: new Map(kinds)}),
    version: '0',
    onBadRow,
    promote,
    report: (event) => events.push(event),
  });
  const rows = await rowsOf(await openDataset(output));
  return {result, cells: rows.map(({a}) => a), told: events.map((event) => JSON.stringify(event)).join()};
}

describe('promotion of kinds', () => {
  after(removeFolders);

  const number = (row: number): string => String(row % 7);
  const cases: readonly {
    name: string;
    early: (row: number) => string;
    late: readonly string[];
    kind: string;
    stored: readonly unknown[];
  }[] = [
    {name: 'whole numbers to decimals', early: number, late: ['2.5', '1e3'], kind: 'numeric', stored: [2.5, 1000]},
    {
      name: 'numbers to categories, where too many are no numbers',
      early: number,
      late: Array.from({length: 600}, (_, row) => `w${String(row % 3)}`),
      kind: 'category',
      stored: ['w0', 'w1', 'w2'],
    },
    {name: 'numbers to text for one code', early: number, late: ['007'], kind: 'category', stored: ['007']},
    {
      name: 'numbers to text for one integer beyond 2^53',
      early: (row) => String(row),
      late: ['9007199254740993'],
      kind: 'text',
      stored: ['9007199254740993'],
    },
    {
      name: 'yes and no to categories',
      early: (row) => (row % 2 ? 'yes' : 'no'),
      late: ['maybe'],
      kind: 'category',
      stored: ['maybe'],
    },
    {
      name: 'months first to days first',
      early: (row) => `0${String((row % 9) + 1)}/02/2024`,
      late: ['25/12/2024'],
      kind: 'datetime',
      stored: [Date.UTC(2024, 11, 25) / 1000],
    },
    {
      name: 'dates to categories, where too many are none',
      early: () => '2024-05-06',
      late: Array.from({length: 600}, () => 'never'),
      kind: 'category',
      stored: ['never'],
    },
    {name: 'nothing to numbers', early: () => '', late: ['4.25', '5'], kind: 'numeric', stored: [4.25, 5]},
    {name: 'nothing to categories', early: () => 'NA', late: ['hello'], kind: 'category', stored: ['hello']},
  ];
  for (const {name, early, late, kind, stored} of cases)
    it(`makes ${name}, and keeps every value`, async () => {
      const text = `a,b\n${lines(SAMPLE, early)}${late.map((cell) => `${cell},y\n`).join('')}`;
      const {result, cells, told} = await importText(text);
      expect(result.rows).to.equal(SAMPLE + late.length);
      expect(result.columns[0]?.kind).to.equal(kind);
      expect(cells.slice(SAMPLE, SAMPLE + stored.length)).to.deep.equal(stored);
      const [entry] = result.ledger.entries.filter(({action}) => action === 'promoted');
      // A column without values is a category until another is known.
      if (name.startsWith('whole numbers') || name === 'nothing to categories') expect(entry).to.equal(undefined);
      else {
        expect(entry).to.include({column: 'a', count: late.length});
        expect(entry?.first[0]).to.equal(SAMPLE + 2);
        expect(told).to.contain(`"warning","message":"Column 'a' is read as ${kind}`);
      }
    });

  it('finds the same kinds wherever the rows stand that do not fit', async () => {
    const odd = lines(700, (row) => `w${String(row)}`);
    const even = lines(SAMPLE, String);
    const late = await importText(`a,b\n${even}${odd}`);
    const early = await importText(`a,b\n${odd}${even}`);
    expect(late.result.columns).to.deep.equal(early.result.columns);
    expect([...late.cells].sort()).to.deep.equal([...early.cells].sort());
  });

  it('ends in the same bytes under any policy, and every time', async () => {
    const text = `a,b\n${lines(SAMPLE, number)}${lines(600, () => 'w')}`;
    const results = await Promise.all(
      [undefined, undefined, 'skip' as const, 'blank' as const].map((onBadRow) => importText(text, {onBadRow})),
    );
    expect(results[1]?.result.sha256).to.equal(results[0]?.result.sha256);
    for (const {cells} of results) expect(cells).to.deep.equal(results[0]?.cells);
  });

  it('takes few misfits among numbers and dates for bad cells, whose row the policy decides about', async () => {
    for (const early of [number, () => '2024-05-06']) {
      const text = `a,b\n${lines(SAMPLE, early)}oops,y\n${lines(20, early)}`;
      const error = await failureOf(importText(text));
      expect([error.code, error.exitStatus]).to.deep.equal(['DATA_BAD_ROW', 3]);
      expect(error.message).to.contain("line 10002, column 'a'").and.to.contain("'oops'");
      const {result} = await importText(text, {onBadRow: 'skip'});
      expect([result.rows, result.ledger.rowsDropped]).to.deep.equal([SAMPLE + 20, 1]);
    }
  });

  it('counts shares among the cells that have a value', async () => {
    const sparse = `a,b\n${lines(SAMPLE, (row) => (row < 100 ? '1' : ''))}${lines(6, () => 'w')}`;
    expect((await importText(sparse, {onBadRow: 'skip'})).result.columns[0]?.kind).to.equal('category');
    const fuller = `a,b\n${lines(SAMPLE, (row) => (row < 115 ? '1' : ''))}${lines(6, () => 'w')}`;
    const {result} = await importText(fuller, {onBadRow: 'skip'});
    expect([result.columns[0]?.kind, result.ledger.rowsDropped]).to.deep.equal(['numeric', 6]);
  });

  it('never changes a kind that was said, and none at all with promote: false', async () => {
    const text = `a,b\n${lines(SAMPLE, number)}${lines(600, () => 'w')}`;
    for (const options of [{kinds: [['a', 'numeric']] as [string, string][]}, {promote: false}])
      expect((await failureOf(importText(text, options))).message).to.contain("line 10002, column 'a'");
    const codes = `a,b\n${lines(SAMPLE, number)}007,y\n9007199254740993,y\n`;
    const {result, cells} = await importText(codes, {kinds: [['a', 'numeric']]});
    expect(cells.slice(SAMPLE)).to.deep.equal([7, 9007199254740992]);
    expect(result.ledger.entries).to.deep.equal([
      {action: 'coerced', reason: 'integer beyond 2^53', column: 'a', count: 1, first: [10_003]},
    ]);
  });

  it('keeps codes among numbers that name categories', async () => {
    const {cells} = await importText(`a,b\n${lines(30, number)}007,y\n2.0,y\n`, {kinds: [['a', 'category']]});
    expect(cells.slice(30)).to.deep.equal(['007', '2.0']);
    const late = await importText(`a,b\n${lines(SAMPLE, number)}007,y\n2.0,y\n`, {kinds: [['a', 'category']]});
    expect(late.cells.slice(SAMPLE)).to.deep.equal(['007', '2']);
  });

  it('keeps integers of JSON beyond 2^53, and promotes its columns too', async () => {
    const json = (value: string): string => `{"a": ${value}, "b": "x"}\n`;
    const early = Array.from({length: SAMPLE}, (_, row) => json(String(row))).join('');
    const {result, cells} = await importText(`${early}${json('9007199254740993')}${json('-12345678901234567890')}`, {
      name: 'rows.jsonl',
    });
    expect(result.columns[0]?.kind).to.equal('text');
    expect(cells.slice(SAMPLE - 1)).to.deep.equal(['9999', '9007199254740993', '-12345678901234567890']);
  });

  it('reads a pipe again from the copy that was made on the way', async () => {
    const bytes = async function* (): AsyncGenerator<Uint8Array> {
      await Promise.resolve();
      yield Buffer.from('a,b\n1,');
      yield Buffer.from('2\n');
    };
    const folder = makeFolder();
    const pipe = {...fileSource('-'), bytes};
    const {source, remove} = spoolSource(pipe, folder);
    const read = async (): Promise<string> => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of source.bytes()) chunks.push(chunk);
      return Buffer.concat(chunks).toString();
    };
    expect([await read(), await read()]).to.deep.equal(['a,b\n1,2\n', 'a,b\n1,2\n']);
    remove();
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('leaves decimals of JSON alone, however many digits they have', async () => {
    const {cells} = await importText('{"a": 0.0000010241658720523921}\n{"a": 1e3}\n', {
      name: 'rows.jsonl',
    });
    expect(cells).to.deep.equal([0.0000010241658720523921, 1000]);
  });

  it('still stops at once at a row that no kind can mend', async () => {
    const text = `a,b\n${lines(SAMPLE, number)}oops,y\n1,2,3\n`;
    expect((await failureOf(importText(text))).message).to.contain('line 10003: expected 2 cells');
  });
});
