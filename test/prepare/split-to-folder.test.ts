import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect} from 'chai';
import type {Dataset} from '../../src/data/index.js';
import {splitToFolder} from '../../src/prepare/index.js';
import {memoryDataset} from '../support/memory-dataset.js';

const rows = (): Dataset =>
  memoryDataset([{name: 'x', kind: 'numeric', values: Array.from({length: 30}, (_, row) => row)}]);

/** Can be read so many times, and fails in the middle of the next. */
function failingAfter(readings: number): Dataset {
  const source = rows();
  let count = 0;
  return {
    ...source,
    async *batches() {
      count += 1;
      for await (const batch of source.batches()) {
        yield batch;
        if (count > readings) throw new Error('the disk went away');
      }
    },
  };
}

describe('splitToFolder', () => {
  const request = {ratios: [0.6, 0.2, 0.2], stratify: 'none', version: '0'};
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ingot-split-'));
  });
  afterEach(() => {
    rmSync(folder, {recursive: true, force: true});
  });
  const content = (): string[] =>
    readdirSync(folder).map((name) => `${name} ${readFileSync(join(folder, name), 'base64')}`);

  it('writes the three files and nothing else', async () => {
    const {parts} = await splitToFolder(rows(), {...request, folder: join(folder, 'new'), seed: 1});
    expect(parts.map(({output}) => output)).to.deep.equal(
      ['train', 'valid', 'test'].map((name) => join(folder, 'new', `${name}.arrow`)),
    );
    expect(readdirSync(join(folder, 'new'))).to.have.members(['train.arrow', 'valid.arrow', 'test.arrow']);
  });

  it('leaves an earlier split as it was when it fails in the middle: no mixture of two splits', async () => {
    await splitToFolder(rows(), {...request, folder, seed: 1});
    const before = content();
    let failure: unknown;
    // One reading for the strata, one for train; valid fails.
    await splitToFolder(failingAfter(2), {...request, folder, seed: 2}).catch((error: unknown) => (failure = error));
    expect(failure).to.have.property('message', 'the disk went away');
    expect(content()).to.deep.equal(before);
  });
});
