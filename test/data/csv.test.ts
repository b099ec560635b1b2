import {existsSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import type {IngotEvent} from '../../src/core/index.js';
import {openDataset} from '../../src/data/index.js';
import {failureOf, makeFile, makeFolder, openCsv, readAll, readText, removeFolders, rowsOf} from './support.js';

describe('reading CSV', () => {
  after(removeFolders);

  const texts: readonly [string, string, readonly unknown[]][] = [
    ['quoted commas', 'a,b\n1,"x, y"\n', [{a: 1, b: 'x, y'}]],
    ['doubled quotes', 'a,b\n1,"say ""hi"""\n', [{a: 1, b: 'say "hi"'}]],
    ['line breaks in cells', 'a,b\n1,"two\nlines"\n', [{a: 1, b: 'two\nlines'}]],
    [
      'CRLF',
      'a,b\r\n1,x\r\n2,y\r\n',
      [
        {a: 1, b: 'x'},
        {a: 2, b: 'y'},
      ],
    ],
    [
      'mixed line ends',
      'a,b\r\n1,x\n2,y\r\n',
      [
        {a: 1, b: 'x'},
        {a: 2, b: 'y'},
      ],
    ],
    ['a byte order mark', '\ufeffa,b\n1,x\n', [{a: 1, b: 'x'}]],
    ['semicolons', 'a;b\n1;x\n', [{a: 1, b: 'x'}]],
    [
      'semicolons and decimal commas',
      'a;b\n1,5;x\n2,5;y\n',
      [
        {a: 1.5, b: 'x'},
        {a: 2.5, b: 'y'},
      ],
    ],
    ['tabs', 'a\tb\n1\tx\n', [{a: 1, b: 'x'}]],
    [
      'empty first cells between tabs',
      'a\tb\n\tx\n2\ty\n',
      [
        {a: NaN, b: 'x'},
        {a: 2, b: 'y'},
      ],
    ],
    ['bars', 'a|b\n1|x\n', [{a: 1, b: 'x'}]],
    [
      'blanks after commas',
      'a, b\n1, x\n2, "y, z"\n',
      [
        {a: 1, b: 'x'},
        {a: 2, b: 'y, z'},
      ],
    ],
    ['no line end at the end', 'a,b\n1,x', [{a: 1, b: 'x'}]],
    ['empty lines', 'a,b\n\n1,x\n\n', [{a: 1, b: 'x'}]],
    ['a single column with a missing cell', 'a\n1\n""\n3\n', [{a: 1}, {a: NaN}, {a: 3}]],
    ['a stray quote within a cell', 'a,b\n1,5" pipe\n', [{a: 1, b: '5" pipe'}]],
    ['text behind a closing quote', 'a,b\n1,"so" they say\n', [{a: 1, b: '"so" they say'}]],
    ['many alphabets', 'a,b\n1,ʤ中文😀\n', [{a: 1, b: 'ʤ中文😀'}]],
    [
      'missing tokens',
      'a,b\nNA,?\n1,x\n',
      [
        {a: NaN, b: null},
        {a: 1, b: 'x'},
      ],
    ],
  ];
  for (const [name, text, rows] of texts)
    it(`reads ${name}`, async () => {
      expect(await rowsOf(await openCsv(text))).to.deep.equal(rows);
    });

  it('calls columns by position without a header', async () => {
    const dataset = await openCsv('1,x\n2,y\n', {hasHeader: false});
    expect(await rowsOf(dataset)).to.deep.equal([
      {column_1: 1, column_2: 'x'},
      {column_1: 2, column_2: 'y'},
    ]);
  });

  it('says when it finds no header', async () => {
    const said: string[] = [];
    const report = (event: IngotEvent) => said.push('message' in event ? event.message : '');
    const dataset = await openCsv('5.1,setosa\n4.9,setosa\n', {report});
    expect(dataset.schema.fields.map(({name}) => name)).to.deep.equal(['column_1', 'column_2']);
    expect(said.join()).to.contain('--header').and.to.contain('--names');
  });

  it('takes names in place of a header, or of the one that is there', async () => {
    expect(await rowsOf(await openCsv('a,b\nc,d\n', {names: ['x', 'y']}))).to.deep.equal([
      {x: 'a', y: 'b'},
      {x: 'c', y: 'd'},
    ]);
    const replaced = await openCsv('a,a\n1,2\n', {names: ['x', 'y'], hasHeader: true});
    expect(await rowsOf(replaced)).to.deep.equal([{x: 1, y: 2}]);
    const error = await failureOf(openCsv('a,b\n1,2\n', {names: ['x']}));
    expect([error.code, error.message]).to.deep.equal([
      'DATA_OPTION',
      error.message.slice(0, error.message.indexOf(': --names')) +
        ': --names gives 1 names, but the first row has 2 cells.',
    ]);
  });

  it('reads rows without a header by the names of a model that learned from such', async () => {
    const parse = {kind: 'numeric', missing: []} as const;
    const rules = [{name: 'column_2', parse, role: 'feature'}] as const;
    expect(await rowsOf(await openCsv('1,2\n3,4\n', {rules}))).to.deep.equal([{column_2: 2}, {column_2: 4}]);
  });

  it('knows a header by the names a model asks for, whatever it looks like', async () => {
    const parse = {kind: 'numeric', missing: []} as const;
    const rules = [{name: '2020', parse, role: 'feature'}] as const;
    expect(await rowsOf(await openCsv('2019,2020\n3,4\n', {rules}))).to.deep.equal([{2020: 4}]);
  });

  it('can be read again, to the same rows', async () => {
    const dataset = await openCsv('a,b\n1,x\n2,y\n');
    expect(await rowsOf(dataset)).to.deep.equal(await rowsOf(dataset));
    expect(dataset.ledger.rowsRead).to.equal(2);
  });

  for (const delimiter of ['', '"', '\n'])
    it(`refuses ${JSON.stringify(delimiter)} as delimiter`, async () => {
      const error = await failureOf(openCsv('a,b\n1,2\n', {delimiter}));
      expect([error.code, error.exitStatus]).to.deep.equal(['DATA_OPTION', 2]);
    });

  it('refuses two columns of one name', async () => {
    expect((await failureOf(openCsv('a,a\n1,2\n'))).code).to.equal('DATA_COLUMN_DUPLICATE');
  });

  for (const [name, content, code] of [
    ['an empty file', '', 'DATA_TRUNCATED'],
    ['a header without rows', 'a,b\n', 'DATA_EMPTY'],
    ['only empty lines', '\n\n', 'DATA_EMPTY'],
    ['UTF-16 cut in a character', Buffer.from('\ufeffa,b\n1,x\n', 'utf16le').subarray(0, -1), 'DATA_ENCODING'],
    ['a late byte that is no UTF-8', Buffer.from(`a,b\n${'1,x\n'.repeat(80_000)}2,\xe9\n`, 'latin1'), 'DATA_ENCODING'],
    ['gzip that breaks off', Buffer.from([0x1f, 0x8b, 8, 0]), 'DATA_TRUNCATED'],
    ['an open quote', 'a,b\n1,"x\n2,y\n', 'DATA_TRUNCATED'],
  ] as const)
    it(`fails on ${name} with ${code}, exit 3`, async () => {
      const error = await failureOf(openDataset(makeFile('rows.csv', content)).then((dataset) => readAll(dataset)));
      expect([error.code, error.exitStatus]).to.deep.equal([code, 3]);
    });

  it('accepts a character that lies across two chunks', async () => {
    const text = `a,b\n${'1,ü中😀\n'.repeat(60_000)}`;
    const {columns} = await readAll(await openCsv(text));
    expect(new Set(columns[1] as string[])).to.deep.equal(new Set(['ü中😀']));
  });

  describe('with bad rows', () => {
    // Rows 2 and 4 of the data are bad: lines 3 and 7, a cell before spanning two lines.
    const text = `a,b\n1,x\n2\n"3","two\r\nlines"\n4,y\nfive,z\n${'6,w\n'.repeat(100)}`;

    it('fails by default, with file, line, column and what to do', async () => {
      const ragged = await failureOf(openCsv(text).then((dataset) => readAll(dataset)));
      expect(ragged.code).to.equal('DATA_BAD_ROW');
      expect(ragged.message).to.match(/rows\.csv, line 3: expected 2 cells, found 1\.$/);
      const cell = await failureOf(openCsv(text.replace('2\n', '2,q\n')).then((dataset) => readAll(dataset)));
      expect(cell.message).to.match(/rows\.csv, line 7, column 'a': expected a finite number, found 'five'\.$/);
      expect(cell.suggestions.join(' ')).to.contain('--kind a=category').and.to.contain('--on-bad-row skip');
    });

    it('leaves them out and counts them when told to', async () => {
      const dataset = await openCsv(text, {onBadRow: 'skip'});
      const {rowCount} = await readAll(dataset);
      const {rowsRead, rowsKept, rowsDropped, entries} = dataset.ledger;
      expect([rowCount, rowsRead, rowsKept, rowsDropped]).to.deep.equal([103, 105, 103, 2]);
      expect(entries).to.deep.equal([
        {action: 'dropped', reason: 'wrong number of cells', count: 1, first: [3]},
        {action: 'dropped', reason: 'not numeric', column: 'a', count: 1, first: [7]},
      ]);
    });

    it('empties bad cells when told to, counts them, and leaves out ragged rows', async () => {
      const dataset = await openCsv(text, {onBadRow: 'blank'});
      const {rowCount, columns} = await readAll(dataset);
      const {rowsRead, rowsKept, rowsDropped, entries} = dataset.ledger;
      expect([rowCount, rowsRead, rowsKept, rowsDropped]).to.deep.equal([104, 105, 104, 1]);
      expect([columns[0]?.[3], columns[1]?.[3]]).to.deep.equal([NaN, 'z']);
      expect(entries).to.deep.equal([
        {action: 'dropped', reason: 'wrong number of cells', count: 1, first: [3]},
        {action: 'coerced', reason: 'not numeric, made missing', column: 'a', count: 1, first: [7]},
      ]);
    });

    it('counts a row with two bad cells once against the share', async () => {
      const rows = `a,b\n${'1,2\n'.repeat(30)}x,y\n`;
      const options = {onBadRow: 'blank', importOptions: {kinds: {a: 'numeric', b: 'numeric'}}} as const;
      await readAll(await openCsv(rows, {...options, maxBad: 0.04}));
      const error = await failureOf(openCsv(rows, {...options, maxBad: 0.03}).then((dataset) => readAll(dataset)));
      expect(error.code).to.equal('DATA_TOO_MANY_BAD_ROWS');
    });

    it('sets them aside with line and reason when told to', async () => {
      const quarantinePath = join(makeFolder(), 'bad.csv');
      const dataset = await openCsv(text, {onBadRow: 'quarantine', quarantinePath});
      await readAll(dataset);
      expect(readText(quarantinePath)).to.equal(
        '_line,_reason,a,b\n3,wrong number of cells,2\n7,a: not numeric,five,z\n',
      );
      expect(dataset.ledger.entries.map(({action}) => action)).to.deep.equal(['quarantined', 'quarantined']);
    });

    it('fails all the same when too many are bad, and leaves no quarantine file', async () => {
      const folder = makeFolder();
      const options = {onBadRow: 'quarantine', maxBad: 0.01, quarantinePath: join(folder, 'bad.csv')} as const;
      const error = await failureOf(openCsv(text, options).then((dataset) => readAll(dataset)));
      expect([error.code, error.exitStatus]).to.deep.equal(['DATA_TOO_MANY_BAD_ROWS', 3]);
      expect(readdirSync(folder)).to.deep.equal([]);
    });

    it('refuses a quarantine file or a share of bad rows that the policy would never look at', async () => {
      for (const options of [{onBadRow: 'skip', quarantinePath: join(makeFolder(), 'bad.csv')}, {maxBad: 0.5}] as const)
        expect(await failureOf(openCsv(text, options).then((dataset) => readAll(dataset)))).to.include({
          code: 'DATA_OPTION',
          exitStatus: 2,
        });
    });

    it('says which commands can leave bad rows out, since others say so too', async () => {
      const error = await failureOf(openCsv(text).then((dataset) => readAll(dataset)));
      expect(error.suggestions.join(' ')).to.contain('by data import and data clean: --on-bad-row skip');
    });

    it('takes an infinity for a bad cell', async () => {
      const error = await failureOf(openCsv('a\n1\ninf\n').then((dataset) => readAll(dataset)));
      expect(error.message).to.contain("line 3, column 'a'");
    });
  });

  it('counts integers that float64 cannot hold where the column is numeric all the same', async () => {
    const dataset = await openCsv('a\n9007199254740993\n1\n', {importOptions: {kinds: {a: 'numeric'}}});
    await readAll(dataset);
    expect(dataset.ledger.entries).to.deep.equal([
      {action: 'coerced', reason: 'integer beyond 2^53', column: 'a', count: 1, first: [2]},
    ]);
  });

  describe('by rules', () => {
    const parse = {kind: 'category', missing: []} as const;
    it('reads only the columns named, in their order, as the rules say', async () => {
      const dataset = await openCsv('a,b,c\n01,2,3\n', {
        rules: [
          {name: 'c', parse: {kind: 'numeric', missing: []}, role: 'feature'},
          {name: 'a', parse, role: 'feature'},
          {name: 'y', parse, role: 'target', required: false},
        ],
      });
      expect(await rowsOf(dataset)).to.deep.equal([{c: 3, a: '01'}]);
      expect(dataset.ledger.entries).to.deep.equal([
        {action: 'ignored', reason: 'column not used', column: 'b', count: 1, first: []},
      ]);
    });

    it('names the column that is missing and the nearest', async () => {
      const error = await failureOf(openCsv('sex,age\nf,3\n', {rules: [{name: 'sexe', parse, role: 'feature'}]}));
      expect(error.code).to.equal('DATA_COLUMN_MISSING');
      expect(error.suggestions[0]).to.equal("Did you mean 'sex'?");
    });
  });

  describe('from several files', () => {
    it('reads a folder in the order of names, matching columns by name', async () => {
      const folder = makeFolder();
      writeFileSync(join(folder, 'b.csv'), 'y,x\nq,2\n');
      writeFileSync(join(folder, 'a.csv'), 'x,y\n1,p\n');
      const rows = [
        {x: 1, y: 'p'},
        {x: 2, y: 'q'},
      ];
      expect(await rowsOf(await openDataset(folder))).to.deep.equal(rows);
      expect(await rowsOf(await openDataset(join(folder, '*.csv')))).to.deep.equal(rows);
      expect(await rowsOf(await openDataset([join(folder, 'a.csv'), join(folder, 'b.csv')]))).to.deep.equal(rows);
    });

    it('fails where one of them lacks a column', async () => {
      const folder = makeFolder();
      writeFileSync(join(folder, 'a.csv'), 'x,y\n1,p\n');
      writeFileSync(join(folder, 'b.csv'), 'x,z\n2,q\n');
      const dataset = await openDataset(folder);
      const error = await failureOf(readAll(dataset));
      expect(error.message).to.contain('b.csv').and.to.contain("'y'");
    });

    it('says which file is not there', async () => {
      const error = await failureOf(openDataset('/nowhere/rows.csv'));
      expect([error.code, error.exitStatus]).to.deep.equal(['FILE_NOT_FOUND', 4]);
      expect(existsSync('/nowhere')).to.equal(false);
    });
  });
});
