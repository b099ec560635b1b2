// How text is written, found: delimiter, quote, header, encoding.
import {join} from 'node:path';
import {expect} from 'chai';
import type {IngotEvent} from '../../src/core/index.js';
import {dialectLine, openDataset, parseEncoding, writeDataset, type OpenOptions} from '../../src/data/index.js';
import {errorOf} from '../support/error-of.js';
import {failureOf, makeFile, makeFolder, openCsv, removeFolders, rowsOf} from './support.js';

describe('the dialect of a text', () => {
  after(removeFolders);

  const found: readonly [string, string, string][] = [
    ['a plain file', 'a,b\n1,x\n', `CSV, cells separated by ',', quoted by ", utf-8, the first row names the columns`],
    ['tabs', 'a\tb\n1\tx\n', 'CSV, cells separated by tab, quoted by ", utf-8, the first row names the columns'],
    ['decimal commas', '1,5;2,5\n3,5;4,5\n', `CSV, cells separated by ';', quoted by ", utf-8, no row of names`],
    [
      'single quotes',
      "a,b\n1,'x, y'\n2,'it''s'\n3,'z'\n",
      `CSV, cells separated by ',', quoted by ', utf-8, the first row names the columns`,
    ],
    [
      'double quotes that belong to the text',
      'ham\t"so" she said\nspam\t"never closed\nham\tno\n',
      'CSV, cells separated by tab, without quotes, utf-8, no row of names',
    ],
  ];
  for (const [name, text, line] of found)
    it(`is found for ${name}`, async () => {
      const dataset = await openCsv(text);
      expect(dialectLine(dataset.dialect!)).to.equal(line);
    });

  it('keeps every row of text with quotes of its own', async () => {
    const rows = await rowsOf(await openCsv('ham\t"so" she said\nspam\t"never closed\nham\tno\n'));
    expect(rows.map((row) => row['column_2'])).to.deep.equal(['"so" she said', '"never closed', 'no']);
  });

  it('keeps quoted line breaks between tabs', async () => {
    const rows = await rowsOf(await openCsv('id\ttext\n1\t"two\nlines"\n2\tone\n'));
    expect(rows).to.deep.equal([
      {id: 1, text: 'two\nlines'},
      {id: 2, text: 'one'},
    ]);
  });

  it('reads cells in single quotes', async () => {
    const rows = await rowsOf(await openCsv("a,b\n1,'x, y'\n2,'it''s'\n3,'z'\n"));
    expect(rows.map((row) => row['b'])).to.deep.equal(['x, y', "it's", 'z']);
  });

  it('is what is given, whatever could be found', async () => {
    const given = await openCsv('a;b,c\n1;2,3\n', {delimiter: ',', quote: null});
    expect(given.schema.fields.map(({name}) => name)).to.deep.equal(['a;b', 'c']);
    const blanks = await openCsv('a b\n1 2\n', {delimiter: ' '});
    expect(await rowsOf(blanks)).to.deep.equal([{a: 1, b: 2}]);
  });

  const headers: readonly [string, string, boolean][] = [
    ['words above numbers', 'x,y\n1,a\n2,b\n', true],
    ['words above words', 'x,y\nc,a\nd,b\n', true],
    ['a number in the first row', '1,a\n2,b\n', false],
    ['a date in the first row', '2024-01-01,a\n2024-01-02,b\n', false],
    ['numbers as names of some columns of numbers', 'country,2019,2020\n1,2,3\n', true],
    ['a cell that comes again below', 'ham,hello\nspam,buy\nham,bye\n', false],
    ['a header that comes again as a whole', 'x,y\nc,a\nx,y\nd,b\n', true],
    ['a few words among the numbers below', `x\n${'1\n'.repeat(20)}oops\n`, true],
    ['a name of an index left empty', ',x\n0,5\n1,6\n', true],
  ];
  for (const [name, text, isHeader] of headers)
    it(`has ${isHeader ? 'a' : 'no'} header with ${name}`, async () => {
      const dataset = await openCsv(text, {onBadRow: 'skip'});
      expect(dataset.dialect?.header).to.equal(isHeader);
      const lines = text.trimEnd().split('\n').length;
      expect((await rowsOf(dataset)).length).to.be.at.least(isHeader ? lines - 2 : lines);
    });

  it('decides on the header once for all files', async () => {
    const first = makeFile('a.csv', '1,a\n2,b\n');
    const second = makeFile('b.csv', 'x,y\nz,w\n');
    const dataset = await openDataset([first, second], {importOptions: {kinds: {column_1: 'category'}}});
    expect(await rowsOf(dataset)).to.have.lengthOf(4);
  });

  const encoded: readonly [string, Buffer, string][] = [
    ['UTF-8', Buffer.from('a,b\n1,café €\n'), 'utf-8'],
    ['UTF-8 with a mark', Buffer.from('\ufeffa,b\n1,café €\n'), 'utf-8'],
    ['windows-1252', Buffer.from('a,b\n1,caf\xe9 \x80\n', 'latin1'), 'windows-1252'],
    ['UTF-16 with a mark', Buffer.from('\ufeffa,b\n1,café €\n', 'utf16le'), 'utf-16le'],
    ['UTF-16 without one', Buffer.from('a,b\n1,café €\n', 'utf16le'), 'utf-16le'],
    ['UTF-16, the greater byte first', Buffer.from('\ufeffa,b\n1,café €\n', 'utf16le').swap16(), 'utf-16be'],
  ];
  for (const [name, bytes, encoding] of encoded)
    it(`reads ${name}`, async () => {
      const events: IngotEvent[] = [];
      const dataset = await openDataset(makeFile('rows.csv', bytes), {report: (event) => events.push(event)});
      expect(await rowsOf(dataset)).to.deep.equal([{a: 1, b: 'café €'}]);
      expect(dataset.dialect?.encoding).to.equal(encoding);
      expect(events.length).to.equal(encoding === 'utf-8' ? 0 : 1);
    });

  it('reads JSON Lines in UTF-16', async () => {
    const path = makeFile('rows', Buffer.from('\ufeff{"a":"é"}\n{"a":"ü"}\n', 'utf16le'));
    expect(await rowsOf(await openDataset(path))).to.deep.equal([{a: 'é'}, {a: 'ü'}]);
  });

  it('reads an encoding that is given where another could be found', async () => {
    const path = makeFile('rows.csv', Buffer.from('a\nfÃ¼r\n'));
    const dataset = await openDataset(path, {encoding: parseEncoding('Latin-1')});
    expect(await rowsOf(dataset)).to.deep.equal([{a: 'fÃƒÂ¼r'}]);
  });

  it('holds every byte of windows-1252 as Unicode lists it', async () => {
    const bytes = Buffer.from(Array.from({length: 128}, (_, index) => 0x80 + index));
    const path = makeFile('rows.csv', Buffer.concat([Buffer.from('a,b\nx'), bytes, Buffer.from('x,1\n')]));
    const [row] = await rowsOf(await openDataset(path, {importOptions: {kinds: {a: 'text'}}}));
    expect(String(row?.['a']).slice(1, 33)).to.equal('€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ');
    expect(String(row?.['a']).slice(33, -1)).to.equal(bytes.subarray(32).toString('latin1'));
  });

  it('names the nearest encoding', () => {
    const error = errorOf(() => parseEncoding('latin-11'));
    expect([error.code, error.exitStatus, error.suggestions[0]]).to.deep.equal([
      'DATA_OPTION',
      2,
      "Did you mean 'latin-1'?",
    ]);
  });

  it('refuses for an Arrow file what is for text only', async () => {
    const path = join(makeFolder(), 'rows.arrow');
    const dataset = await openCsv('a,b\n1,x\n2,y\n');
    await writeDataset(path, dataset.schema, dataset.batches());
    for (const [flag, options] of [
      ['--delimiter', {delimiter: ';'}],
      ['--encoding', {encoding: 'utf-16le'}],
      ['--missing', {importOptions: {missing: {all: ['1']}}}],
      ['--missing', {importOptions: {missing: {columns: {a: ['1']}}}}],
      ['--decimal', {importOptions: {decimal: {all: ','}}}],
    ] as const) {
      const error = await failureOf(openDataset(path, options));
      expect([error.code, error.message.split(' ')[0]]).to.deep.equal(['DATA_OPTION', flag]);
    }
  });

  const useless: readonly [string, OpenOptions][] = [
    ['--delimiter', {delimiter: ';'}],
    ['--quote', {quote: null}],
    ['--no-header', {hasHeader: false}],
    ['--names', {names: ['x']}],
  ];
  for (const [flag, options] of useless)
    it(`refuses ${flag} where it says nothing`, async () => {
      const jsonl = await failureOf(openDataset(makeFile('rows.jsonl', '{"a":1}\n'), options));
      expect([jsonl.code, jsonl.message.split(' ')[0]]).to.deep.equal(['DATA_OPTION', flag]);
    });
});
