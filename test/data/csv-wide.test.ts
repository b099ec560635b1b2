import {expect} from 'chai';
import {failureOf, openCsv, readAll, removeFolders, rowsOf} from './support.js';

describe('CSV that is unlike most', () => {
  after(removeFolders);

  it('makes the same rows of any cut into pieces, of rows longer than its buffer too', async () => {
    const long = 'y'.repeat(3_000_000);
    const text = `a,b\n1,"${long}"\n2,x\n`;
    expect(await rowsOf(await openCsv(text))).to.deep.equal([
      {a: 1, b: long},
      {a: 2, b: 'x'},
    ]);
  });

  it('hands text over as bytes, and as strings to whom asks', async () => {
    const dataset = await openCsv('a,b\n1,é\n2,\n');
    for await (const {columns, text} of dataset.batches()) {
      expect(text?.[0]).to.equal(undefined);
      expect(Buffer.from(text![1]!.bytes).toString()).to.equal('é');
      expect(text![1]!.nullCount).to.equal(1);
      expect(columns[1]).to.deep.equal(['é', null]);
    }
  });

  it('gives batches that last, and lends them only to whom wants them so', async () => {
    for (const [lendsBatches, first] of [
      [false, [1, 'é']],
      [true, [2, 'a']],
    ] as const) {
      const dataset = await openCsv('a,b\n1,é\n2,a\n', {batchRows: 1, lendsBatches});
      const batches = [];
      for await (const batch of dataset.batches()) batches.push(batch);
      const [{columns, text, missing}] = batches as [(typeof batches)[number]];
      const bytes = Buffer.from(text![1]!.bytes).toString('utf8', 0, lendsBatches ? 1 : undefined);
      expect([columns[0]![0], bytes]).to.deep.equal(first);
      expect(missing).to.deep.equal([0, undefined]);
    }
  });

  it('keeps the digits of numbers beyond 2^53 that are read as text, and says which it rounds', async () => {
    const wide = await openCsv('id,x\n9007199254740993,1\n9007199254740995,2\n');
    expect((await rowsOf(wide)).map(({id}) => id)).to.deep.equal(['9007199254740993', '9007199254740995']);
    const rounded = await openCsv('x\n1\n9007199254740993\n', {importOptions: {kinds: {x: 'numeric'}}});
    await readAll(rounded);
    expect(rounded.ledger.entries).to.deep.include({
      action: 'coerced',
      reason: 'integer beyond 2^53',
      column: 'x',
      count: 1,
      first: [3],
    });
  });

  it('reads 50,000 columns', async () => {
    const names = Array.from({length: 50_000}, (_, index) => `c${String(index)}`).join(',');
    const row = Array.from({length: 50_000}, (_, index) => String(index % 7)).join(',');
    const batch = await readAll(await openCsv(`${names}\n${row}\n${row}\n`));
    expect([batch.rowCount, batch.columns.length, batch.columns[49_999]?.[1]]).to.deep.equal([2, 50_000, 49_999 % 7]);
  });

  it('keeps NUL bytes that stand in text', async () => {
    const dataset = await openCsv('a,b\n1,x\0y\n2,z\n', {format: 'csv'});
    expect((await rowsOf(dataset)).map(({b}) => b)).to.deep.equal(['x\0y', 'z']);
  });

  it('says where a line longer than 16 MB begins', async () => {
    const dataset = await openCsv(`a,b\n${'1,x\n'.repeat(20_000)}2,${'y'.repeat(18_000_000)}\n`);
    const error = await failureOf(readAll(dataset));
    expect(error.code).to.equal('DATA_TRUNCATED');
    expect(error.message).to.contain('line 20002');
  });

  it('never loses a value that comes after the sample and is of another kind', async () => {
    const text = `x,y\n${'1,a\n'.repeat(10_000)}late,b\n`;
    const error = await failureOf(openCsv(text).then((dataset) => readAll(dataset)));
    expect(error.code).to.equal('DATA_BAD_ROW');
    expect(error.message).to.contain("line 10002, column 'x'").and.to.contain("'late'");
    const blanked = await openCsv(text, {onBadRow: 'blank'});
    expect((await readAll(blanked)).rowCount).to.equal(10_001);
    expect(blanked.ledger.entries).to.deep.equal([
      {action: 'coerced', reason: 'not numeric, made missing', column: 'x', count: 1, first: [10_002]},
    ]);
    const kept = await openCsv(text, {importOptions: {kinds: {x: 'category'}}});
    expect((await rowsOf(kept)).at(-1)).to.deep.equal({x: 'late', y: 'b'});
  });
});
