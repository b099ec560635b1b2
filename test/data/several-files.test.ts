// Several files at once: patterns, folders of shards, links.
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {expect} from 'chai';
import {openDataset, type Dataset} from '../../src/data/index.js';
import {failureOf, makeFolder, removeFolders, rowsOf} from './support.js';

async function numbersOf(dataset: Dataset): Promise<unknown[]> {
  return (await rowsOf(dataset)).map(({x}) => x);
}

describe('several files', () => {
  after(removeFolders);
  const folderOf = (names: readonly string[]): string => {
    const folder = makeFolder();
    names.forEach((name, index) => {
      mkdirSync(join(folder, name, '..'), {recursive: true});
      writeFileSync(join(folder, name), `x\n${String(index)}\n`);
    });
    return folder;
  };

  for (const [pattern, numbers] of [
    ['*.csv', [1, 0]],
    ['**/*.csv', [1, 0, 2]],
    ['{a,b}.csv', [1, 0]],
    ['[b].csv', [0]],
    ['', [1, 0]],
  ] as const)
    it(`are found by '${pattern}', in the order of their names`, async () => {
      const folder = folderOf(['b.csv', 'a.csv', 'c/d.csv', 'e.md', '.f.csv']);
      expect(await numbersOf(await openDataset(join(folder, pattern)))).to.deep.equal(numbers);
    });

  it('are found in a folder packed too', async () => {
    const folder = folderOf(['a.csv']);
    writeFileSync(join(folder, 'b.csv.gz'), gzipSync('x\n7\n'));
    expect(await numbersOf(await openDataset(folder))).to.deep.equal([0, 7]);
  });

  it('give way to a file that is called so to the letter', async () => {
    const folder = folderOf(['a.csv', '*.csv', 'x.zip!a.csv']);
    expect(await numbersOf(await openDataset(join(folder, '*.csv')))).to.deep.equal([1]);
    expect(await numbersOf(await openDataset(join(folder, 'x.zip!a.csv')))).to.deep.equal([2]);
  });

  it('are missing, exit 4', async () => {
    const error = await failureOf(openDataset(join(folderOf(['a.csv']), '*.parquet')));
    expect(error).to.include({code: 'FILE_NOT_FOUND', exitStatus: 4});
    expect(error.message).to.contain('no file fits');
  });

  it('do not follow links in a circle', async () => {
    const folder = folderOf(['a.csv']);
    symlinkSync('.', join(folder, 'again'));
    const error = await failureOf(openDataset(join(folder, '**/*.csv')));
    expect(error).to.include({code: 'DATA_LINK_LOOP', exitStatus: 3});
    symlinkSync('self.csv', join(folder, 'self.csv'));
    for (const name of ['self.csv', '*.csv'])
      expect((await failureOf(openDataset(join(folder, name)))).code, name).to.equal('FILE_UNREADABLE');
    expect((await failureOf(openDataset(join(folder, 'self.csv')))).message).to.contain('ELOOP');
    const other = folderOf(['a.csv']);
    symlinkSync('nowhere.csv', join(other, 'lost.csv'));
    for (const name of ['lost.csv', '*.csv', '{a,lost}.csv'])
      expect((await failureOf(openDataset(join(other, name)))).code, name).to.equal('FILE_NOT_FOUND');
  });

  it('in folders within a folder are said to need a pattern', async () => {
    const error = await failureOf(openDataset(folderOf(['2024/a.csv'])));
    expect(error.code).to.equal('DATA_EMPTY');
    expect(error.suggestions.join()).to.contain('**');
  });
});
