import {expect} from 'chai';
import fc from 'fast-check';
import type {IngotEvent} from '../../src/core/index.js';
import {normalizeDataset, splitDataset, type SplitOptions} from '../../src/prepare/index.js';
import {exactSizes} from '../../src/prepare/split/assign.js';
import {rejectionOf} from '../support/error-of.js';
import {inMemory, memoryDataset, readAll, valuesOf} from '../support/memory-dataset.js';
import {passengers} from '../support/passengers.js';

const DEFAULTS: SplitOptions = {ratios: [0.8, 0.1, 0.1], stratify: 'auto', seed: 0};

const numbered = (labels: readonly string[], batchRows = 7) =>
  memoryDataset(
    [
      {name: 'row', kind: 'numeric', values: labels.map((_, row) => row)},
      {name: 'label', kind: 'category', role: 'target', values: labels},
    ],
    {batchRows},
  );

async function rowsByPart(labels: readonly string[], options: Partial<SplitOptions> = {}, batchRows = 7) {
  const split = await splitDataset(numbered(labels, batchRows), {...DEFAULTS, ...options});
  const parts: Record<string, number[]> = {};
  for (const {split: name, dataset, rowCount} of split.parts) {
    parts[name] = (await valuesOf(dataset, 'row')) as number[];
    expect(parts[name]).to.have.lengthOf(rowCount);
  }
  await split.close();
  return parts;
}

const labelsOf = (count: number, classes: number): string[] =>
  Array.from({length: count}, (_, row) => `c${String((row * 7) % classes)}`);

describe('splitDataset', () => {
  it('puts every row in exactly one part, in order, with exact sizes, for any rows, ratios and seed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({min: 20, max: 200}),
        fc.integer({min: 1, max: 5}),
        fc.constantFrom([0.8, 0.1, 0.1], [0.5, 0.25, 0.25], [0.34, 0.33, 0.33]),
        fc.nat(1000),
        async (count, classes, ratios, seed) => {
          const parts = await rowsByPart(labelsOf(count, classes), {ratios, seed});
          const all = Object.values(parts).flat();
          expect([...all].sort((a, b) => a - b)).to.deep.equal(Array.from({length: count}, (_, row) => row));
          for (const rows of Object.values(parts)) expect(rows).to.deep.equal([...rows].sort((a, b) => a - b));
          expect(Object.values(parts).map(({length}) => length)).to.deep.equal(exactSizes(count, ratios));
        },
      ),
      {numRuns: 40},
    );
  });

  it('gives every class its share in every part', async () => {
    const labels = [
      ...new Array<string>(60).fill('a'),
      ...new Array<string>(30).fill('b'),
      ...new Array<string>(10).fill('c'),
    ];
    const parts = await rowsByPart(labels, {seed: 5});
    const counts = (rows: number[]): number[] =>
      ['a', 'b', 'c'].map((label) => rows.filter((row) => labels[row] === label).length);
    expect(counts(parts['train']!)).to.deep.equal([48, 24, 8]);
    expect(counts(parts['valid']!)).to.deep.equal([6, 3, 1]);
    expect(counts(parts['test']!)).to.deep.equal([6, 3, 1]);
  });

  it('depends on the seed, not on batches', async () => {
    const labels = labelsOf(100, 3);
    const first = await rowsByPart(labels, {seed: 1}, 7);
    expect(await rowsByPart(labels, {seed: 1}, 100)).to.deep.equal(first);
    expect(await rowsByPart(labels, {seed: 2})).to.not.deep.equal(first);
  });

  it('marks its parts, and accounts for the rows elsewhere', async () => {
    const split = await splitDataset(numbered(labelsOf(40, 2)), DEFAULTS);
    const [train] = split.parts;
    expect(split.parts.map(({dataset}) => dataset.schema.metadata.split)).to.deep.equal(['train', 'valid', 'test']);
    await readAll(train!.dataset);
    expect(train!.dataset.ledger).to.deep.include({rowsRead: 40, rowsKept: 32, rowsDropped: 8});
  });

  it('takes two shares as train and test', async () => {
    expect(Object.keys(await rowsByPart(labelsOf(20, 2), {ratios: [0.7, 0.3]}))).to.deep.equal(['train', 'test']);
  });

  it('says when a class has too few rows for every part', async () => {
    const notes: string[] = [];
    const report = (event: IngotEvent): void => {
      if (event.type === 'warning') notes.push(event.message);
    };
    await rowsByPart([...labelsOf(50, 2), 'rare'], {report});
    expect(notes).to.have.lengthOf(1);
    expect(notes[0]).to.match(/'rare' has only 1 row, none in /);
  });

  it('names a few such values and counts the others', async () => {
    const notes: string[] = [];
    const report = (event: IngotEvent): void => {
      if (event.type === 'warning') notes.push(event.message);
    };
    const labels = Array.from({length: 200}, (_, row) => `v${String(row)}`);
    await rowsByPart(labels, {report});
    expect(notes).to.have.lengthOf(6);
    expect(notes[5]).to.include('195 more values');
  });

  const refused = [
    {name: 'shares that do not add up', ratios: [0.8, 0.1], code: 'SPLIT_RATIOS', exit: 2},
    {name: 'one share', ratios: [1], code: 'SPLIT_RATIOS', exit: 2},
    {name: 'a negative share', ratios: [1.2, -0.2, 0], code: 'SPLIT_RATIOS', exit: 2},
    {name: 'words', ratios: [NaN, 0.5, 0.5], code: 'SPLIT_RATIOS', exit: 2},
    {name: 'an unknown column', stratify: 'lable', code: 'COLUMN_MISSING', exit: 3},
  ];
  for (const {name, code, exit, ...options} of refused)
    it(`refuses ${name}`, async () => {
      const error = await rejectionOf(splitDataset(numbered(labelsOf(30, 2)), {...DEFAULTS, ...options}));
      expect(error).to.include({code, exitStatus: exit});
    });

  it('refuses too few rows', async () => {
    for (const count of [1, 3])
      expect(await rejectionOf(splitDataset(numbered(labelsOf(count, 1)), DEFAULTS))).to.include({
        code: 'SPLIT_TOO_SMALL',
        exitStatus: 3,
      });
  });

  it('refuses rows that stages were fitted on, unless told to', async () => {
    const fitted = await inMemory(await normalizeDataset(passengers()));
    const options = {...DEFAULTS, ratios: [0.5, 0.25, 0.25]};
    expect(await rejectionOf(splitDataset(fitted, options))).to.include({code: 'SPLIT_FITTED', exitStatus: 3});
    expect((await splitDataset(fitted, {...options, allowFitted: true})).parts).to.have.lengthOf(3);
  });
});
