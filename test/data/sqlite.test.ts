import {copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {expect} from 'chai';
import sqlite from 'node-sqlite3-wasm';
import {importDataset, openDataset, type OpenOptions} from '../../src/data/index.js';
import {failureOf, makeFile, makeFolder, readAll, readText, removeFolders, rowsOf} from './support.js';

/** A file of these statements. */
function makeDatabase(sql: string, name = 'app.db'): string {
  const path = join(makeFolder(), name);
  const database = new sqlite.Database(path);
  database.exec(sql);
  database.close();
  return path;
}

const PEOPLE = `
  CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, born DATE, seen TEXT, tall REAL, member BOOLEAN, photo BLOB, code);
  INSERT INTO people VALUES (1, 'Ann', '1990-01-02', '2024-01-01 10:00:00', 1.5, 1, x'00', 'a'),
    (9007199254740993, 'NA', NULL, '2024-01-02', NULL, 0, NULL, NULL);`;

describe('SQLite', () => {
  after(removeFolders);

  it('gives values by declared types and by what they are', async () => {
    const dataset = await openDataset(makeDatabase(PEOPLE));
    expect(dataset.schema.fields.map(({name, kind}) => `${name} ${kind}`)).to.deep.equal([
      'id category',
      'name category',
      'born datetime',
      'seen datetime',
      'tall numeric',
      'member boolean',
      'code category',
    ]);
    expect(await rowsOf(dataset)).to.deep.equal([
      {id: '1', name: 'Ann', born: 631238400, seen: 1704103200, tall: 1.5, member: 1, code: 'a'},
      {id: '9007199254740993', name: 'NA', born: NaN, seen: 1704153600, tall: NaN, member: 0, code: null},
    ]);
    expect(dataset.ledger.entries).to.deep.equal([
      {action: 'ignored', reason: 'column not used', column: 'photo', count: 1, first: []},
    ]);
  });

  it('reads again, and several files of one table together', async () => {
    const path = makeDatabase(PEOPLE);
    const both = await openDataset([path, makeDatabase(PEOPLE)], {table: 'People'});
    expect([(await readAll(both)).rowCount, (await readAll(both)).rowCount]).to.deep.equal([4, 4]);
  });

  it('writes nothing beside the file, and reads what is in its write-ahead log', async () => {
    const live = makeDatabase('PRAGMA journal_mode=DELETE; CREATE TABLE t(a); INSERT INTO t VALUES (1)');
    const writer = new sqlite.Database(live);
    writer.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; INSERT INTO t VALUES (2)');
    const folder = makeFolder();
    const path = join(folder, 'copy.db');
    copyFileSync(live, path);
    copyFileSync(`${live}-wal`, `${path}-wal`);
    writer.close();
    const before = readFileSync(`${path}-wal`);
    expect(await rowsOf(await openDataset(path))).to.deep.equal([{a: 1}, {a: 2}]);
    expect(readdirSync(folder)).to.deep.equal(['copy.db', 'copy.db-wal']);
    expect(readFileSync(`${path}-wal`).equals(before)).to.equal(true);
    rmSync(`${path}-wal`);
    // In the mode of a log, but all of it is in the file.
    expect(await rowsOf(await openDataset(path))).to.deep.equal([{a: 1}]);
  });

  it('takes back what a writer left unfinished, in a copy', async () => {
    const live = makeDatabase('PRAGMA cache_size=1; CREATE TABLE t(a); INSERT INTO t VALUES (1)');
    const writer = new sqlite.Database(live);
    writer.exec(
      "PRAGMA cache_size=1; BEGIN; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 2000) INSERT INTO t SELECT printf('%0200d', i) FROM n",
    );
    const path = join(makeFolder(), 'crashed.db');
    copyFileSync(live, path);
    copyFileSync(`${live}-journal`, `${path}-journal`);
    writer.exec('ROLLBACK');
    writer.close();
    const bytes = readFileSync(path);
    expect(await rowsOf(await openDataset(path))).to.deep.equal([{a: 1}]);
    expect(readFileSync(path).equals(bytes)).to.equal(true);
  });

  it('reads the rows of a query in their order and keeps it in the metadata', async () => {
    const output = join(makeFolder(), 'rows.arrow');
    const query = 'SELECT name AS "na""me", count(*) OVER () AS n FROM people ORDER BY id DESC;';
    const path = makeDatabase(PEOPLE);
    await importDataset({sources: [`sqlite:${path}`], output, columns: {}, query, version: '0'});
    expect(await rowsOf(await openDataset(output))).to.deep.equal([
      {'na"me': 'NA', n: 2},
      {'na"me': 'Ann', n: 2},
    ]);
    expect(readText(output)).to.include('count(*) OVER ()');
  });

  it('reads what an address asks for, with a plus and an escape', async () => {
    const path = makeDatabase(PEOPLE);
    const dataset = await openDataset(`sqlite:${path}?query=SELECT tall+1 AS t FROM people WHERE name LIKE 'A%25'`);
    expect(await rowsOf(dataset)).to.deep.equal([{t: 2.5}]);
  });

  it('takes numbers in a column of dates for seconds, or for what is said', async () => {
    const path = makeDatabase('CREATE TABLE t(at TIMESTAMP); INSERT INTO t VALUES (1700000000000)');
    const read = async (options: OpenOptions): Promise<unknown> => rowsOf(await openDataset(path, options));
    expect(await read({importOptions: {dateFormats: {at: 'epoch-ms'}}})).to.deep.equal([{at: 1700000000}]);
  });

  it('counts cells that do not follow their column', async () => {
    const path = makeDatabase(
      "CREATE TABLE t(n INTEGER); WITH RECURSIVE i(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM i LIMIT 12000) INSERT INTO t SELECT v FROM i; INSERT INTO t VALUES ('many'), (x'0102')",
    );
    const error = await failureOf(openDataset(path).then((dataset) => readAll(dataset)));
    expect(error.code).to.equal('DATA_BAD_ROW');
    expect(error.message).to.match(/app\.db, row 12001, column 'n': expected a finite number, found 'many'/);
    const dataset = await openDataset(path, {onBadRow: 'skip'});
    expect((await readAll(dataset)).rowCount).to.equal(12000);
    expect(dataset.ledger).to.deep.include({rowsRead: 12002, rowsKept: 12000, rowsDropped: 2});
  });

  const two = 'CREATE TABLE a(x); CREATE TABLE b(x); INSERT INTO a VALUES (1)';
  const failures: readonly (readonly [string, string, OpenOptions, string, number, RegExp])[] = [
    ['a table that is not there', two, {table: 'c'}, 'DATA_TABLE_MISSING', 4, /expected a table 'c'/],
    ['several tables and none named', two, {}, 'DATA_OPTION', 2, /2 tables/],
    ['no tables', 'PRAGMA user_version=1', {}, 'DATA_EMPTY', 3, /has none/],
    ['an empty table', two, {table: 'b'}, 'DATA_EMPTY', 3, /expected rows/],
    ['a column that is not there', two, {query: 'SELECT y FROM a'}, 'DATA_QUERY', 2, /no such column: y/],
    ['two statements', two, {query: 'SELECT 1; DELETE FROM a'}, 'DATA_QUERY', 2, /near ";"/],
    ['a closing bracket', two, {query: 'SELECT 1) --'}, 'DATA_QUERY', 2, /near "\)"/],
    ['a statement that writes', two, {query: 'DELETE FROM a'}, 'DATA_QUERY', 2, /expected a SELECT/],
    [
      'one that writes in disguise',
      two,
      {query: 'WITH c AS (SELECT 1) DELETE FROM a'},
      'DATA_QUERY',
      2,
      /syntax error/,
    ],
    ['two columns of one name', two, {query: 'SELECT 1 AS a, 2 AS a'}, 'DATA_COLUMN_DUPLICATE', 3, /called 'a'/],
    ['a table and a query', two, {table: 'a', query: 'SELECT 1'}, 'DATA_OPTION', 2, /one table or one query/],
    ['a delimiter', two, {table: 'a', delimiter: ';'}, 'DATA_OPTION', 2, /--delimiter is for text/],
  ];
  for (const [name, sql, options, code, exit, said] of failures)
    it(`fails on ${name} with ${code}`, async () => {
      const error = await failureOf(openDataset(makeDatabase(sql), options).then((dataset) => readAll(dataset)));
      expect([error.code, error.exitStatus]).to.deep.equal([code, exit]);
      expect(error.message).to.match(said);
    });

  it('fails on a file that was cut, is none, or is not there', async () => {
    const cut = makeDatabase("CREATE TABLE t(a); INSERT INTO t VALUES (printf('%09000d', 1))");
    truncateSync(cut, 8192);
    expect((await failureOf(openDataset(cut))).code).to.equal('DATA_TRUNCATED');
    const none = await failureOf(openDataset(`sqlite:${makeFile('a.db', 'no database')}`));
    expect([none.code, none.exitStatus]).to.deep.equal(['DATA_CORRUPT', 3]);
    expect((await failureOf(openDataset('sqlite:none.db?table=t'))).code).to.equal('FILE_NOT_FOUND');
    const csv = await failureOf(openDataset(makeFile('a.csv', 'a\n1\n'), {table: 'a'}));
    expect([csv.code, csv.message]).to.deep.equal(['DATA_OPTION', csv.message]);
  });

  it('notices that another program writes meanwhile', async () => {
    const path = makeDatabase(
      'CREATE TABLE t(n INTEGER); WITH RECURSIVE i(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM i LIMIT 40000) INSERT INTO t SELECT v FROM i',
    );
    const dataset = await openDataset(path);
    const bytes = readFileSync(path);
    bytes[27] = 99;
    writeFileSync(path, bytes);
    const error = await failureOf(readAll(dataset));
    expect(error.message).to.match(/another program wrote/);
  });

  it('reads from a folder that cannot be written, by a name with blanks and signs', async () => {
    const folder = join(makeFolder(), 'a b%c');
    mkdirSync(folder);
    const path = join(folder, "o'n?e.db");
    copyFileSync(makeDatabase(PEOPLE), path);
    expect((await readAll(await openDataset(`sqlite:${path}`))).rowCount).to.equal(2);
    expect(readdirSync(dirname(path))).to.deep.equal(["o'n?e.db"]);
  });
});
