import {expect} from 'chai';
import {openDataset, parseEncoding} from '../../src/data/index.js';
import {failureOf, makeFile, readAll, removeFolders, rowsOf} from './support.js';

/** Bytes by Python 3.12: `text.encode(name).hex()`. */
const TEXTS: readonly (readonly [string, string, string])[] = [
  ['big5', '台北', 'a578a55f'],
  ['cp950', '許功蓋', 'b35ca55cbb5c'],
  ['shift_jis', '東京', '938c8b9e'],
  ['sjis', 'ソ連', '835c9841'],
  ['euc-jp', '東京', 'c5ecb5fe'],
  ['gb18030', '北京𠮷', 'b1b1bea99534b235'],
  ['gbk', '北京', 'b1b1bea9'],
  ['euc-kr', '서울', 'bcadbfef'],
  ['windows-1250', 'Łódź', 'a3f3649f'],
  ['cp1251', 'Москва', 'cceef1eae2e0'],
  ['koi8-r', 'Москва', 'edcfd3cbd7c1'],
  ['windows-1253', 'Αθήνα', 'c1e8deede1'],
  ['windows-1254', 'İzmir', 'dd7a6d6972'],
  ['iso-8859-2', 'Łódź', 'a3f364bc'],
  ['latin-9', '5 €', '3520a4'],
];

const bytesOf = (hex: string): Buffer =>
  Buffer.concat([Buffer.from('a,b\n1,"'), Buffer.from(hex, 'hex'), Buffer.from('"\n2,x\n')]);

describe('encodings that are said', () => {
  after(removeFolders);

  for (const [name, text, hex] of TEXTS)
    it(`${name} is read, and its cells are counted`, async () => {
      const dataset = await openDataset(makeFile('x.csv', bytesOf(hex)), {encoding: parseEncoding(name)});
      expect(await rowsOf(dataset)).to.deep.equal([
        {a: 1, b: text},
        {a: 2, b: 'x'},
      ]);
      expect(dataset.ledger.entries).to.deep.equal([
        {action: 'repaired', reason: `re-encoded from ${parseEncoding(name)}`, column: 'b', count: 1, first: []},
      ]);
    });

  it('bytes that stand for nothing end the reading', async () => {
    const dataset = await openDataset(makeFile('x.csv', bytesOf('a5')), {encoding: 'big5'}).catch(
      (error: unknown) => error,
    );
    const error = dataset instanceof Error ? dataset : await failureOf(readAll(dataset as never));
    expect(error).to.include({code: 'DATA_ENCODING', exitStatus: 3});
  });

  it('UTF-16 with and without a byte order mark is found, and counted file by file', async () => {
    const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
    const files = [
      makeFile('a.csv', utf16('\ufeffa,b\n1,é\n')),
      makeFile('b.csv', utf16('a,b\n2,ß\n3,x\n').swap16()),
      makeFile('c.csv', 'a,b\n4,ö\n'),
    ];
    const dataset = await openDataset(files);
    expect((await rowsOf(dataset)).map(({b}) => b)).to.deep.equal(['é', 'ß', 'x', 'ö']);
    expect(dataset.ledger.entries.map(({reason, count}) => [reason, count])).to.deep.equal([
      ['re-encoded from utf-16le', 1],
      ['re-encoded from utf-16be', 1],
    ]);
  });

  it('a file of two encodings is refused, with what to do', async () => {
    const late = Buffer.concat([Buffer.from(`a,b\n${'1,é\n'.repeat(40_000)}`), Buffer.from('2,\xe9\n', 'latin1')]);
    const error = await failureOf(openDataset(makeFile('x.csv', late)).then((dataset) => readAll(dataset)));
    expect([error.code, error.exitStatus]).to.deep.equal(['DATA_ENCODING', 3]);
    expect(error.suggestions.join(' ')).to.contain('shift_jis').and.to.contain('several encodings');
  });
});
