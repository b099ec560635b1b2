// PostgreSQL against a server that only pretends (test/support/fake-postgres.ts).
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {importDataset, openDataset} from '../../src/data/index.js';
import {train} from '../../src/train/index.js';
import {fakePostgres, type FakeAnswer, type FakeServer} from '../support/fake-postgres.js';
import {failureOf, makeFolder, readAll, readText, removeFolders, rowsOf} from './support.js';

const PASSWORD = 'hush-hush';
const TYPED: FakeAnswer = {
  fields: [
    ['id', 20],
    ['price', 1700],
    ['ok', 16],
    ['at', 1184],
    ['name', 25],
    ['raw', 17],
    ['single', 700],
    ['never', 701],
  ],
  rows: [
    ['9007199254740993', '12.50', 't', '2024-05-06 07:08:09.5+00', 'NA', '\\x00', '0.1', null],
    ['2', '0.1234567890123456789', 'f', '2024-05-07 00:00:00+00', '01', null, '2', null],
    [null, null, null, null, null, null, null, null],
  ],
};
const COUNTED: FakeAnswer = {fields: [['n', 23]], rows: Array.from({length: 5000}, (_, row) => [String(row)])};

function answerOf(sql: string): FakeAnswer | undefined {
  if (sql.includes('pg_class')) return {fields: [['name', 25]], rows: [['sales'], ['shop.Sales']]};
  if (sql.includes('to_regclass')) return {fields: [['found', 2205]], rows: [['sales']]};
  if (sql.startsWith('SELECT * FROM "')) return TYPED;
  if (sql.includes('counted')) return COUNTED;
  if (sql.includes('breaks')) return {...COUNTED, breaksAfter: 1000};
  if (sql.includes('fails')) return {...COUNTED, failsAfter: 1000};
  if (sql.includes('twice')) return {fields: [['a', 23], ['a', 23]], rows: []}; // prettier-ignore
  return sql.includes('nothing') ? {...COUNTED, rows: []} : undefined;
}

describe('PostgreSQL', () => {
  let server: FakeServer;
  let missing = false;
  const word = (rest = '', password = PASSWORD): string =>
    `postgres://ann:${password}@127.0.0.1:${String(server.port)}/shop${rest}`;
  before(async () => {
    server = await fakePostgres(PASSWORD, (sql) =>
      missing && sql.includes('to_regclass') ? {fields: [['found', 2205]], rows: [[null]]} : answerOf(sql),
    );
  });
  after(async () => {
    await server.close();
    removeFolders();
  });

  it('gives values by the types of the database', async () => {
    const dataset = await openDataset(word('?table=sales'));
    expect(dataset.schema.fields.map(({name, kind}) => `${name} ${kind}`)).to.deep.equal([
      'id category',
      'price numeric',
      'ok boolean',
      'at datetime',
      'name category',
      'single numeric',
      'never numeric',
    ]);
    expect(await rowsOf(dataset)).to.deep.equal([
      {id: '9007199254740993', price: 12.5, ok: 1, at: 1714979289.5, name: 'NA', single: Math.fround(0.1), never: NaN},
      {id: '2', price: 0.12345678901234568, ok: 0, at: 1715040000, name: '01', single: 2, never: NaN},
      {id: null, price: NaN, ok: NaN, at: NaN, name: null, single: NaN, never: NaN},
    ]);
    expect(dataset.ledger.entries.map(({reason, column}) => `${String(column)}: ${reason}`)).to.deep.equal([
      'raw: column not used',
      'price: decimal rounded to float64',
    ]);
  });

  it('keeps the digits of decimals that are read as text', async () => {
    const dataset = await openDataset(word(), {table: 'sales', importOptions: {kinds: {price: 'text'}}});
    expect((await rowsOf(dataset)).map(({price}) => price)).to.deep.equal(['12.5', '0.1234567890123456789', null]);
  });

  it('reads in a transaction that cannot write, a few rows at a time', async () => {
    server.asked.length = 0;
    const dataset = await openDataset(word('?query=SELECT%20*%20FROM%20counted'));
    expect((await readAll(dataset)).rowCount).to.equal(5000);
    expect(server.asked[0]).to.match(/^BEGIN .*READ ONLY$/);
    expect(dataset.rereadable).to.equal(false);
  });

  it('keeps the query and never the password', async () => {
    const output = join(makeFolder(), 'rows.arrow');
    const result = await importDataset({
      sources: [word()],
      output,
      columns: {},
      query: 'SELECT n FROM counted',
      version: '0',
    });
    expect(result.dialect).to.deep.equal({format: 'postgres', query: 'SELECT n FROM counted', encoding: 'utf-8'});
    const bytes = readText(output);
    expect(bytes)
      .to.include('SELECT n FROM counted')
      .and.to.include(`postgres://127.0.0.1:${String(server.port)}/shop`);
    expect(bytes).not.to.include(PASSWORD);
  });

  const failures: readonly (readonly [string, string, string, number, RegExp])[] = [
    ['a wrong password', '?table=sales', 'DATA_CONNECTION', 6, /password authentication failed/],
    ['several tables and none named', '', 'DATA_OPTION', 2, /2 tables/],
    ['a statement that writes', '?query=DELETE FROM sales', 'DATA_QUERY', 2, /expected a SELECT/],
    ['two columns of one name', '?query=SELECT twice', 'DATA_COLUMN_DUPLICATE', 3, /called 'a'/],
    ['no rows', '?query=SELECT nothing', 'DATA_EMPTY', 3, /expected rows/],
    ['an error half way', '?query=SELECT fails', 'DATA_QUERY', 2, /division by zero/],
    ['a connection that breaks half way', '?query=SELECT breaks', 'DATA_CONNECTION', 6, /connection was lost/],
  ];
  for (const [name, rest, code, exit, said] of failures)
    it(`fails on ${name} with ${code}`, async () => {
      const output = join(makeFolder(), 'rows.arrow');
      const source = word(rest, name === 'a wrong password' ? 'wrong-one' : PASSWORD);
      const error = await failureOf(importDataset({sources: [source], output, columns: {}, version: '0'}));
      expect([error.code, error.exitStatus]).to.deep.equal([code, exit]);
      expect(error.message).to.match(said);
      expect(JSON.stringify(error) + error.message).not.to.match(/hush|wrong-one/);
      expect(existsSync(output)).to.equal(false);
    });

  it('names the tables where one is missing', async () => {
    missing = true;
    const error = await failureOf(openDataset(word('?table=sale')));
    missing = false;
    expect([error.code, error.exitStatus]).to.deep.equal(['DATA_TABLE_MISSING', 4]);
    expect(error.suggestions).to.include("Did you mean 'sales'?");
  });

  it('fails where nobody listens, and on an address that is none', async () => {
    const refused = await failureOf(openDataset('postgres://ann:hush-hush@127.0.0.1:1/shop?table=sales'));
    expect([refused.code, refused.exitStatus]).to.deep.equal(['DATA_CONNECTION', 6]);
    const bad = await failureOf(openDataset('postgres://ann:hush-hush@[/shop?table=sales'));
    expect([bad.code, bad.exitStatus]).to.deep.equal(['DATA_OPTION', 2]);
    expect(JSON.stringify(bad)).not.to.include('hush');
  });

  it('is refused by training, which keeps where its rows are, before the address is kept', async () => {
    const out = join(makeFolder(), 'run');
    const options = {model: 'none.onnx', data: [word('?table=sales')], out};
    const hooks = {onEvent: () => undefined, signal: new AbortController().signal} as never;
    const error = await failureOf(train(options, hooks));
    expect([error.code, error.exitStatus]).to.deep.equal(['TRAIN_OPTION_INVALID', 2]);
    expect(JSON.stringify(error) + error.message).not.to.include(PASSWORD);
    expect(existsSync(out)).to.equal(false);
  });
});
