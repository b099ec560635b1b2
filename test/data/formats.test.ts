import {join} from 'node:path';
import {existsSync, readdirSync} from 'node:fs';
import {expect} from 'chai';
import fc from 'fast-check';
import {
  concatBatches,
  emptyMetadata,
  formatDate,
  Ledger,
  ledgerLines,
  makeRawField,
  openDataset,
  outputFormat,
  parseDate,
  parseShare,
  spoolDataset,
  takeRows,
  toImportOptions,
  writeDataset,
  type Batch,
  type ColumnRule,
  type Dataset,
} from '../../src/data/index.js';
import {failureOf, makeFile, makeFolder, openCsv, readAll, readText, removeFolders, rowsOf} from './support.js';

describe('JSON Lines', () => {
  after(removeFolders);
  const open = (text: string): Promise<Dataset> => openDataset(makeFile('rows.jsonl', text));

  it('are read by key, absent keys as missing', async () => {
    const dataset = await open('{"a":1,"b":"x"}\n\n{"b":"y","c":true}\n');
    expect(await rowsOf(dataset)).to.deep.equal([
      {a: 1, b: 'x', c: NaN},
      {a: NaN, b: 'y', c: 1},
    ]);
  });

  it('keep long integers as their digits, and take digits behind a point for none', async () => {
    const text =
      '{"id":9359766296727162001,"a":0.9359766296727162,"b":1.9359766296727162e-5,"c":"9359766296727162001,"}\n';
    expect(await rowsOf(await open(text))).to.deep.equal([
      {id: '9359766296727162001', a: 0.9359766296727162, b: 1.9359766296727162e-5, c: '9359766296727162001,'},
    ]);
  });

  it('are recognized by content', async () => {
    expect(await rowsOf(await openDataset(makeFile('rows', '{"a":1}\n')))).to.deep.equal([{a: 1}]);
  });

  for (const [name, text, code] of [
    ['a list', '[1]\n', 'DATA_CORRUPT'],
    ['half an object', '{"a":1}\n{"a":', 'DATA_CORRUPT'],
    ['nothing', '', 'DATA_TRUNCATED'],
  ] as const)
    it(`fail on ${name} with ${code}`, async () => {
      const error = await failureOf(open(text).then((dataset) => readAll(dataset)));
      expect([error.code, error.exitStatus]).to.deep.equal([code, 3]);
    });

  describe('with lines that are no objects', () => {
    const text = `{"a":1}\nno object\n${'{"a":2}\n'.repeat(50)}[3]\n`;

    it('fail with line, content and what to do', async () => {
      const error = await failureOf(open(text).then((dataset) => readAll(dataset)));
      expect(error.code).to.equal('DATA_BAD_ROW');
      expect(error.message).to.match(/rows\.jsonl, line 2: expected a JSON object, found 'no object'\.$/);
      expect(error.suggestions.join(' ')).to.contain('--on-bad-row skip');
    });

    it('leave them out and count them when told to', async () => {
      const dataset = await openDataset(makeFile('rows.jsonl', text), {onBadRow: 'skip'});
      const {rowCount} = await readAll(dataset);
      const {rowsRead, entries} = dataset.ledger;
      expect([rowCount, rowsRead]).to.deep.equal([51, 53]);
      expect(entries).to.deep.equal([{action: 'dropped', reason: 'not a JSON object', count: 2, first: [2, 53]}]);
    });

    it('set them aside as they came', async () => {
      const quarantinePath = join(makeFolder(), 'bad.jsonl');
      const dataset = await openDataset(makeFile('rows.jsonl', text), {onBadRow: 'quarantine', quarantinePath});
      await readAll(dataset);
      expect(readText(quarantinePath)).to.equal(
        '["2","not a JSON object","no object"]\n["53","not a JSON object","[3]"]\n',
      );
    });

    it('fail under any policy where the input ended within an object', async () => {
      const path = makeFile('rows.jsonl', `${'{"a":1}\n'.repeat(50)}{"a":`);
      const error = await failureOf(openDataset(path, {onBadRow: 'skip'}).then((dataset) => readAll(dataset)));
      expect(error.code).to.equal('DATA_CORRUPT');
      expect(error.message).to.contain('line 51').and.to.contain('ended early');
    });
  });

  it('name the line and the column of a bad cell', async () => {
    const rows = Array.from({length: 30}, (_, index) => `{"a":${String(index)}}\n`).join('');
    const error = await failureOf(open(`${rows}{"a":{"b":1}}\n`).then((dataset) => readAll(dataset)));
    expect(error.message).to.contain("line 31, column 'a'");
  });
});

const FIELDS = [
  makeRawField('number', 'numeric'),
  makeRawField('flag', 'boolean'),
  makeRawField('day', 'datetime'),
  makeRawField('label', 'category'),
  makeRawField('words', 'text'),
];
const RULES: readonly ColumnRule[] = FIELDS.map(({name, parse, role}) => ({name, parse, role}));
const finite = fc.double({noNaN: true, noDefaultInfinity: true});
// Text that a missing token or a trimmed label would change on the way is no value of such a column.
const label = fc.string({unit: 'grapheme'}).map((text) => `v${text.trim()}`);
const row = fc.record({
  number: fc.option(finite, {nil: NaN}),
  flag: fc.constantFrom(0, 1, NaN),
  day: fc.option(fc.integer({min: -6e10, max: 2e11}), {nil: NaN}),
  label: fc.option(label, {nil: null}),
  words: fc.option(
    label.map((text) => ` ${text}\n"`),
    {nil: null},
  ),
});
type Row = Record<string, number | string | null>;

function toBatch(rows: readonly Row[]): Batch {
  const columns = FIELDS.map(({name, storage}) => {
    const values = rows.map((each) => each[name] ?? null);
    return storage === 'utf8' ? (values as (string | null)[]) : Float64Array.from(values as number[]);
  });
  return {rowCount: rows.length, columns};
}

describe('values on their way', () => {
  after(removeFolders);
  const schema = {fields: FIELDS, metadata: emptyMetadata()};

  for (const ending of ['csv', 'jsonl', 'arrow', 'arrows'])
    it(`come back from ${ending} as they went`, async () => {
      const folder = makeFolder();
      await fc.assert(
        fc.asyncProperty(fc.array(row, {minLength: 1, maxLength: 20}), async (rows) => {
          const path = join(folder, `rows.${ending}`);
          await writeDataset(path, schema, [toBatch(rows)]);
          const back = await rowsOf(await openDataset(path, {rules: RULES}));
          // Minus zero is zero in text.
          expect(back.map((each) => ({...each, number: (each['number'] as number) + 0}))).to.deep.equal(
            rows.map((each) => ({...each, number: each.number + 0})),
          );
        }),
        {numRuns: 40},
      );
    });

  it('are the same in CSV after a way through Arrow', async () => {
    const folder = makeFolder();
    await fc.assert(
      fc.asyncProperty(fc.array(row, {minLength: 1, maxLength: 20}), async (rows) => {
        const [first, arrow, second] = ['1.csv', '2.arrow', '3.csv'].map((name) => join(folder, name)) as [
          string,
          string,
          string,
        ];
        await writeDataset(first, schema, [toBatch(rows)]);
        const dataset = await openDataset(first, {rules: RULES});
        await writeDataset(arrow, dataset.schema, dataset.batches());
        const stored = await openDataset(arrow);
        await writeDataset(second, stored.schema, stored.batches());
        expect(readText(second)).to.equal(readText(first));
      }),
      {numRuns: 30},
    );
  });

  it('are kept, dropped or both: kept + dropped = read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('1,2', '1', 'x,2', '1,2,3', ''), {minLength: 1}), async (lines) => {
        const text = `a,b\n1,2\n${lines.join('\n')}\n`;
        const rules = ['a', 'b'].map(
          (name) => ({name, parse: {kind: 'numeric', missing: []}, role: 'feature'}) as const,
        );
        const dataset = await openCsv(text, {rules, onBadRow: 'skip', maxBad: 1, batchRows: 3});
        const {rowCount} = await readAll(dataset);
        const {rowsRead, rowsKept, rowsDropped, entries} = dataset.ledger;
        const dropped = entries.reduce((sum, {count}) => sum + count, 0);
        expect([rowsKept, rowsDropped]).to.deep.equal([rowCount, dropped]);
        expect(rowsKept + rowsDropped).to.equal(rowsRead);
        expect(rowsRead).to.equal(1 + lines.filter((line) => line !== '').length);
      }),
      {numRuns: 30},
    );
  });

  it('are cut into batches of the size asked for', async () => {
    const dataset = await openCsv(`a\n${'1\n'.repeat(10)}`, {batchRows: 4});
    const sizes: number[] = [];
    for await (const {rowCount} of dataset.batches()) sizes.push(rowCount);
    expect(sizes).to.deep.equal([4, 4, 2]);
  });
});

/** The same rows, as if they came through a pipe. */
function asPipe(dataset: Dataset): Dataset {
  const {schema, name} = dataset;
  return {
    schema,
    name,
    rereadable: false,
    ledger: dataset.ledger,
    batches: () => dataset.batches(),
    close: () => dataset.close(),
    sources: () => dataset.sources(),
  };
}

describe('spoolDataset', () => {
  after(removeFolders);

  it('makes a rereadable copy and deletes it when closed', async () => {
    const original = await openCsv('a,b\n1,x\n2,y\n');
    const piped = asPipe(original);
    const workDir = makeFolder();
    const copy = await spoolDataset(piped, workDir);
    const rows = [
      {a: 1, b: 'x'},
      {a: 2, b: 'y'},
    ];
    expect([copy.rereadable, copy.rowCount, copy.name]).to.deep.equal([true, 2, original.name]);
    expect([await rowsOf(copy), await rowsOf(copy)]).to.deep.equal([rows, rows]);
    expect(readdirSync(workDir)).to.have.lengthOf(1);
    await copy.close();
    expect(readdirSync(workDir)).to.deep.equal([]);
  });

  it('leaves alone what can be read again', async () => {
    const dataset = await openCsv('a\n1\n');
    expect(await spoolDataset(dataset)).to.equal(dataset);
  });

  it('says which folder cannot be written', async () => {
    const dataset = asPipe(await openCsv('a\n1\n'));
    expect((await failureOf(spoolDataset(dataset, '/nowhere'))).exitStatus).to.be.oneOf([4, 6]);
    expect(existsSync('/nowhere')).to.equal(false);
  });
});

describe('small parts', () => {
  it('take rows in any order, and put batches together', () => {
    const batch: Batch = {rowCount: 3, columns: [Float64Array.of(1, 2, 3), ['a', null, 'c']]};
    expect(takeRows(batch, [2, 0, 0])).to.deep.equal({
      rowCount: 3,
      columns: [Float64Array.of(3, 1, 1), ['c', 'a', 'a']],
    });
    expect(concatBatches([batch, takeRows(batch, [1])])).to.deep.equal({
      rowCount: 4,
      columns: [Float64Array.of(1, 2, 3, 2), ['a', null, 'c', null]],
    });
  });

  it('account for rows and for cells', () => {
    const ledger = new Ledger();
    ledger.read(5);
    ledger.keep(4);
    for (const row of [1, 2, 3, 4, 5, 6, 7]) ledger.record({action: 'imputed', reason: 'median', column: 'a', row});
    const twice = new Ledger();
    twice.include(ledger.totals());
    twice.include(ledger.totals());
    expect(ledger.totals().rowsDropped).to.equal(1);
    expect(ledgerLines(twice.totals())).to.deep.equal(['imputed 14: median (a); first: 1, 2, 3, 4, 5']);
  });

  it('write dates as they read them', () => {
    fc.assert(
      fc.property(fc.integer({min: -62135596800000, max: 253402300799999}), (milliseconds) => {
        expect(parseDate(formatDate(milliseconds / 1000), 'iso')).to.be.closeTo(milliseconds / 1000, 1e-4);
      }),
    );
  });

  it('take the format of an output from its ending', () => {
    expect(['-', 'a.arrow', 'a.csv', 'a.jsonl'].map(outputFormat)).to.deep.equal(['arrows', 'arrow', 'csv', 'jsonl']);
    expect(() => outputFormat('a.xlsx')).to.throw('.arrow');
  });

  it('read shares in both spellings, and refuse others', () => {
    expect(['5%', '0.05', '100 %', '0'].map(parseShare)).to.deep.equal([0.05, 0.05, 1, 0]);
    for (const text of ['5', '-1%', 'x', '']) expect(() => parseShare(text), text).to.throw('Expected a share');
  });

  it('refuse roles and kinds that are none, and two targets', () => {
    const words = (roles: readonly (readonly [string, string])[]) => toImportOptions({roles: new Map(roles)});
    expect(words([['a', 'target']]).target).to.equal('a');
    expect(() => words([['a', 'targt']])).to.throw("no role 'targt'");
    expect(() =>
      words([
        ['a', 'target'],
        ['b', 'target'],
      ]),
    ).to.throw('one target');
    expect(() => toImportOptions({target: 'a', ignore: ['a']})).to.throw('a role as well');
  });
});
