import {expect} from 'chai';
import {measureAnonymity} from '../../src/checks/index.js';
import {rejectionOf} from '../support/error-of.js';
import {memoryDataset} from '../support/memory-dataset.js';

const rows = () =>
  memoryDataset([
    {name: 'age', kind: 'numeric', values: [30, 30, 30, 40, 40, null, null, 50]},
    {name: 'zip', kind: 'category', values: ['a', 'a', 'a', 'b', 'b', 'b', 'b', null]},
    {name: 'ill', kind: 'category', values: ['x', 'x', 'y', 'x', 'y', 'x', 'z', 'x']},
  ]);

describe('measureAnonymity', () => {
  it('counts groups, rows below k and diversity', async () => {
    const result = await measureAnonymity(rows(), {quasi: ['age', 'zip'], sensitive: 'ill', minK: 4});
    expect(result).to.deep.include({rows: 8, groups: 4, k: 1});
    expect(result.below.slice(0, 3)).to.deep.equal([
      {k: 2, rows: 1, share: 1 / 8},
      {k: 3, rows: 5, share: 5 / 8},
      {k: 4, rows: 8, share: 1},
    ]);
    expect(result.sizes.slice(0, 3)).to.deep.equal([
      {from: 1, to: 1, groups: 1, rows: 1},
      {from: 2, to: 2, groups: 2, rows: 4},
      {from: 3, to: 4, groups: 1, rows: 3},
    ]);
    expect(result.diversity).to.deep.equal({sensitive: 'ill', l: 1, entropyL: 1});
  });

  it('takes the least entropy over the groups', async () => {
    const one = await measureAnonymity(rows(), {quasi: ['zip'], sensitive: 'ill'});
    expect(one.k).to.equal(1);
    const source = memoryDataset([
      {name: 'q', kind: 'category', values: ['a', 'a', 'a']},
      {name: 's', kind: 'category', values: ['x', 'x', 'y']},
    ]);
    const {diversity} = await measureAnonymity(source, {quasi: ['q'], sensitive: 's'});
    // 2/3 and 1/3: exp(H) = 3 / 2^(2/3)
    expect(diversity?.entropyL).to.be.closeTo(3 / 2 ** (2 / 3), 1e-12);
    expect(diversity?.l).to.equal(2);
  });

  it('refuses unknown columns, one column twice and too many groups', async () => {
    const code = async (options: Parameters<typeof measureAnonymity>[1]): Promise<unknown> =>
      ((await rejectionOf(measureAnonymity(rows(), options))) as {code?: unknown}).code;
    expect(await code({quasi: ['no']})).to.equal('ANONYMITY_COLUMN');
    expect(await code({quasi: ['age'], sensitive: 'age'})).to.equal('ANONYMITY_COLUMN');
    expect(await code({quasi: ['age', 'zip'], mostGroups: 2})).to.equal('ANONYMITY_TOO_MANY');
  });
});
