// Files packed by gzip and zstd, and archives: the same rows come out, and what could do harm is refused by name.
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {expect} from 'chai';
import {pack} from 'tar-stream';
import {ZipFile} from 'yazl';
import {hashFile} from '../../src/core/index.js';
import {openDataset, writeDataset, type Dataset, type OpenOptions} from '../../src/data/index.js';
import {zipOf} from '../support/zip.js';
import {failureOf, makeFile, makeFolder, readAll, removeFolders, rowsOf} from './support.js';

/** By test/oracle/packed_files.py. */
const {files} = JSON.parse(readFileSync(new URL('../oracle/packed_files.json', import.meta.url), 'utf8')) as {
  readonly files: Readonly<Record<string, string>>;
};
const packed = (name: string): Buffer => Buffer.from(files[name] ?? '', 'base64');

const TABLE = 'x,k\n1,a\n2,b\n3,a\n';
const ROWS = [
  {x: 1, k: 'a'},
  {x: 2, k: 'b'},
  {x: 3, k: 'a'},
];

async function numbersOf(dataset: Dataset): Promise<unknown[]> {
  return (await rowsOf(dataset)).map(({x}) => x);
}

const fail = (name: string, content: Uint8Array, options?: OpenOptions) =>
  failureOf(openDataset(makeFile(name, content), options).then((dataset) => readAll(dataset)));

function tarOf(entries: readonly Parameters<ReturnType<typeof pack>['entry']>[0][]): Promise<Buffer> {
  const archive = pack();
  for (const entry of entries)
    if ('size' in entry) archive.entry(entry, TABLE);
    else archive.entry(entry);
  archive.finalize();
  return bufferOf(archive);
}

async function bufferOf(stream: AsyncIterable<unknown>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}

describe('packed files', () => {
  after(removeFolders);

  for (const name of Object.keys(files).filter((each) => each !== 'bzip2.zip'))
    it(`as another tool makes them give their rows in the order of the names of their parts: ${name}`, async () => {
      const path = makeFile(name, packed(name));
      const dataset = await openDataset(path);
      const expected = Array.from({length: 2000}, (_, x) => ({x, k: `k${String(x % 7)}`}));
      expect(await rowsOf(dataset)).to.deep.equal(expected);
      expect(await rowsOf(dataset), 'a second time').to.deep.equal(expected);
      expect(await dataset.sources()).to.deep.equal([{name, sha256: await hashFile(path)}]);
      await dataset.close();
    });

  for (const [name, content] of [
    ['rows.csv', TABLE],
    ['rows.jsonl', ROWS.map((row) => `${JSON.stringify(row)}\n`).join('')],
  ] as const)
    it(`of ${name} are told by their content, whatever their name`, async () => {
      const zip = zipOf([{name, content}]);
      for (const bytes of [gzipSync(content), zip, gzipSync(zip)])
        expect(await rowsOf(await openDataset(makeFile('rows', bytes)))).to.deep.equal(ROWS);
    });

  it('of gzip may have several members, and zeros behind them', async () => {
    const bytes = Buffer.concat([gzipSync(TABLE), gzipSync('4,c\n'), Buffer.alloc(100)]);
    expect(await numbersOf(await openDataset(makeFile('rows.csv.gz', bytes)))).to.deep.equal([1, 2, 3, 4]);
    const error = await fail('rows.csv.gz', Buffer.concat([gzipSync(TABLE), Buffer.from('5,d\n')]));
    expect(error.code).to.equal('DATA_CORRUPT');
  });

  it('of a model or of Arrow are packed too', async () => {
    const folder = makeFolder();
    const table = await openDataset(makeFile('rows.csv', TABLE));
    for (const ending of ['arrow', 'arrows', 'parquet']) {
      const path = join(folder, `rows.${ending}`);
      await writeDataset(path, table.schema, table.batches());
      writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
      const archive = new ZipFile();
      archive.addFile(path, `rows.${ending}`);
      archive.end();
      writeFileSync(`${path}.zip`, await bufferOf(archive.outputStream as AsyncIterable<unknown>));
      for (const packing of ['gz', 'zip'])
        expect(await numbersOf(await openDataset(`${path}.${packing}`)), `${ending}.${packing}`).to.deep.equal([
          1, 2, 3,
        ]);
    }
  });

  describe('that are archives', () => {
    const archive = zipOf([
      {name: 'data/', content: '', mode: 0o040755, method: 0},
      {name: 'data/b.csv.gz', content: gzipSync('x,k\n3,a\n')},
      {name: 'data/a.csv', content: 'x,k\n1,a\n2,b\n'},
      {name: 'notes.txt', content: 'nothing'},
      {name: '__MACOSX/data/._a.csv', content: '\0'},
    ]);

    it('say what they left out', async () => {
      const said: string[] = [];
      const report: OpenOptions['report'] = (event) => said.push('message' in event ? event.message : '');
      expect(await rowsOf(await openDataset(makeFile('x.zip', archive), {report}))).to.deep.equal(ROWS);
      expect(said.join()).to.contain('2 members read (data/a.csv, data/b.csv.gz), 2 left out (notes.txt, __MACOSX');
    });

    for (const [pattern, numbers] of [
      ['data/a.csv', [1, 2]],
      ['*.gz', [3]],
      ['**/*.csv', [1, 2]],
      ['data/{a,z}.csv', [1, 2]],
    ] as const)
      it(`are read in part: !${pattern}`, async () => {
        expect(await numbersOf(await openDataset(`${makeFile('x.zip', archive)}!${pattern}`))).to.deep.equal(numbers);
      });

    it('have no such member, exit 4; and what is no archive has none', async () => {
      const error = await failureOf(openDataset(`${makeFile('x.zip', archive)}!*.parquet`));
      expect(error).to.include({code: 'DATA_MEMBER_MISSING', exitStatus: 4});
      expect(error.suggestions.join()).to.contain('data/a.csv');
      const other = await failureOf(openDataset(`${makeFile('x.csv', TABLE)}!a.csv`));
      expect(other).to.include({code: 'DATA_OPTION', exitStatus: 2});
    });

    it('with one file of any name give that', async () => {
      expect(
        await rowsOf(await openDataset(makeFile('x.zip', zipOf([{name: 'iris.data', content: TABLE}])))),
      ).to.deep.equal(ROWS);
    });

    it('of more than 10,000 data files are refused', async () => {
      const names = Array.from({length: 10_001}, (_, index) => ({
        name: `${String(index)}.csv`,
        content: '',
        method: 0 as const,
      }));
      const error = await fail('x.zip', zipOf(names));
      expect(error).to.include({code: 'DATA_ARCHIVE', exitStatus: 3});
      expect(error.message).to.contain('10001 of its members');
    });

    for (const [name, entry, says] of [
      ['leads up', {name: '../x.csv', content: TABLE}, 'leads out of the archive'],
      ['leads up with backslashes', {name: 'a\\..\\..\\x.csv', content: TABLE}, 'leads out of the archive'],
      ['is absolute', {name: '/etc/x.csv', content: TABLE}, 'leads out of the archive'],
      ['names a drive', {name: 'C:x.csv', content: TABLE}, 'leads out of the archive'],
      ['is a link', {name: 'x.csv', content: '/etc/passwd', mode: 0o120777}, 'is a link'],
      ['is encrypted', {name: 'x.csv', content: TABLE, flags: 1}, 'is encrypted'],
      ['is an archive', {name: 'x.zip', content: zipOf([{name: 'x.csv', content: TABLE}])}, 'is an archive itself'],
    ] as const)
      it(`are refused for a member that ${name}`, async () => {
        const error = await fail('x.zip', zipOf([{name: 'good.csv', content: TABLE}, entry]));
        expect(error).to.include({code: 'DATA_ARCHIVE', exitStatus: 3});
        expect(error.message).to.contain(JSON.stringify(entry.name)).and.to.contain(says);
      });

    for (const [type, says] of [
      ['symlink', 'is a link'],
      ['link', 'is a link'],
      ['fifo', 'is no file'],
    ] as const)
      it(`of tar are refused for a ${type}`, async () => {
        const bytes = await tarOf([
          {name: 'good.csv', size: TABLE.length},
          {name: 'bad.csv', type, linkname: '/etc/passwd'},
        ]);
        const error = await fail('x.tar', bytes);
        expect(error).to.include({code: 'DATA_ARCHIVE', exitStatus: 3});
        expect(error.message).to.contain('"bad.csv"').and.to.contain(says);
      });

    for (const [name, bytes, code, says] of [
      [
        'an archive under another name',
        zipOf([{name: 'x.csv', content: zipOf([{name: 'y.csv', content: TABLE}])}]),
        'DATA_ARCHIVE',
        'within',
      ],
      ['what is packed twice', gzipSync(gzipSync(TABLE)), 'DATA_ARCHIVE', 'gzip within gzip'],
      [
        'a member that is there twice',
        zipOf([
          {name: 'x.csv', content: TABLE},
          {name: 'x.csv', content: TABLE},
        ]),
        'DATA_ARCHIVE',
        'twice',
      ],
      [
        'no data among several',
        zipOf([
          {name: 'a.md', content: 'a'},
          {name: 'b.md', content: 'b'},
        ]),
        'DATA_FORMAT',
        'a.md',
      ],
      [
        'a spreadsheet',
        zipOf([
          {name: '[Content_Types].xml', content: 'a'},
          {name: 'xl/b.xml', content: 'b'},
        ]),
        'DATA_FORMAT',
        'spreadsheet',
      ],
      ['an empty archive', zipOf([]), 'DATA_EMPTY', 'no file in it'],
      ['another method', packed('bzip2.zip'), 'DATA_ARCHIVE', 'bzip2'],
    ] as const)
      it(`are refused for ${name}`, async () => {
        const error = await fail('x', bytes);
        expect([error.code, error.exitStatus]).to.deep.equal([code, 3]);
        expect(`${error.message} ${error.suggestions.join(' ')}`).to.contain(says);
      });
  });

  describe('that are damaged', () => {
    const whole = {
      'x.csv.gz': gzipSync(TABLE),
      'x.csv.zst': packed('rows.csv.zst'),
      'x.zip': packed('deflated.zip'),
    };
    for (const [name, bytes] of Object.entries(whole)) {
      it(`are refused wherever ${name} is cut`, async () => {
        for (const part of [0.3, 0.6, 0.95]) {
          const error = await fail(name, bytes.subarray(0, Math.floor(part * bytes.byteLength)));
          expect([error.code, error.exitStatus], `${String(part)}: ${error.message}`).to.deep.equal([
            'DATA_TRUNCATED',
            3,
          ]);
        }
        expect((await fail(name, Buffer.alloc(0))).code).to.equal('DATA_TRUNCATED');
      });

      it(`are refused where ${name} is something else`, async () => {
        const error = await fail(name, Buffer.from(TABLE));
        expect([error.code, error.exitStatus]).to.deep.equal(['DATA_CORRUPT', 3]);
      });
    }

    it('are refused where a tar archive is cut, in a file and between two', async () => {
      const bytes = await tarOf([
        {name: 'a.csv', size: TABLE.length},
        {name: 'b.csv', size: TABLE.length},
      ]);
      for (const length of [700, 512 + 10, 1024, 2048]) {
        const error = await fail('x.tar', bytes.subarray(0, length));
        expect(error.code, String(length)).to.equal('DATA_TRUNCATED');
      }
      const damaged = Buffer.from(bytes);
      damaged.write('9', 1024 + 150);
      expect((await fail('x.tar', damaged)).code).to.equal('DATA_CORRUPT');
    });

    it('are refused where a checksum is wrong', async () => {
      const bytes = Buffer.from(zipOf([{name: 'x.csv', content: TABLE, method: 0}]));
      bytes.write('7', bytes.indexOf('1,a'));
      expect((await fail('x.zip', bytes)).message).to.contain('checksum');
      const gzipped = gzipSync(TABLE);
      gzipped.writeUInt32LE(1, gzipped.byteLength - 8);
      expect((await fail('x.csv.gz', gzipped)).code).to.equal('DATA_CORRUPT');
    });
  });

  describe('that become much more than they are', () => {
    const ZEROS = Buffer.alloc(2 ** 20, 'x,k\n1,a\n');

    it('are stopped at the limit that is given, and at a ratio without one', async () => {
      const bytes = gzipSync(ZEROS);
      const error = await fail('x.csv.gz', bytes, {maxUnpacked: 2 ** 19});
      expect(error).to.include({code: 'DATA_UNPACKED_SIZE', exitStatus: 3});
      expect(error.suggestions.join()).to.contain('--max-unpacked');
      const zip = await fail('x.zip', zipOf([{name: 'x.csv', content: ZEROS}]), {maxUnpacked: 2 ** 19});
      expect(zip.code).to.equal('DATA_UNPACKED_SIZE');
    });

    it('in a window of zstd are refused before it is reserved', async () => {
      // A frame whose header asks for a window of 2 GiB.
      const error = await fail('x.csv.zst', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 21 << 3, 1, 0, 0]));
      expect(error.code).to.equal('DATA_FORMAT');
      expect(error.suggestions.join()).to.contain('--long');
    });
  });
});
