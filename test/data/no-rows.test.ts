import {expect} from 'chai';
import {failureOf, openCsv, readAll, removeFolders, rowsOf} from './support.js';

describe('lines that are no rows', () => {
  after(removeFolders);

  it('are left out and counted with their reason: headers again, and footers', async () => {
    const dataset = await openCsv('a,b\n1,x\na,b\n2,y\n(2 rows)\n-- end --\na , b\n3,z\nEND,\n');
    expect(await rowsOf(dataset)).to.deep.equal([
      {a: 1, b: 'x'},
      {a: 2, b: 'y'},
      {a: 3, b: 'z'},
    ]);
    expect(dataset.ledger).to.deep.equal({
      rowsRead: 8,
      rowsKept: 3,
      rowsDropped: 5,
      entries: [
        {action: 'dropped', reason: 'repeated header', count: 2, first: [3, 7]},
        {action: 'dropped', reason: 'footer line', count: 3, first: [5, 6, 9]},
      ],
    });
  });

  it('do not keep a column from being numeric, however many there are', async () => {
    const dataset = await openCsv(`a,b\n${'1,x\na,b\n'.repeat(30)}`);
    expect(dataset.schema.fields[0]?.kind).to.equal('numeric');
    expect((await readAll(dataset)).rowCount).to.equal(30);
  });

  it('are bad rows where they look like anything else', async () => {
    for (const line of ['ending', '(two rows)', 'end,5', 'b,a'])
      expect((await failureOf(openCsv(`a,b\n1,x\n2,y\n${'3,z\n'.repeat(20)}${line}\n`).then(readAll))).code).to.equal(
        'DATA_BAD_ROW',
      );
  });

  it('are rows where every cell fits its column', async () => {
    const dataset = await openCsv('a,b\nx,y\na,b\nend,\n');
    expect((await readAll(dataset)).rowCount).to.equal(3);
  });
});
