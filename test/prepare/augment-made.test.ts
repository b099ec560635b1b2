// Rows made of others: between neighbours of a class, and mixed with their targets; and rows left out for balance.
import {expect} from 'chai';
import {Random, type IngotEvent} from '../../src/core/index.js';
import type {Dataset} from '../../src/data/index.js';
import {augmentDataset, normalizeDataset, type AugmentOptions} from '../../src/prepare/index.js';
import {rejectionOf} from '../support/error-of.js';
import {inMemory, memoryDataset, readAll, valuesOf} from '../support/memory-dataset.js';
import {passengers} from '../support/passengers.js';

const OPTIONS: AugmentOptions = {jitter: 0, copies: 0, balance: false, seed: 4};

const messages: string[] = [];
const report = (event: IngotEvent): void => {
  if (event.type !== 'progress') messages.push(event.message);
};

/** 31 rows of class a, 7 of b in two far groups of four and three, 1 of c; normalized, with an identifier. */
async function clustered(batchRows = 7): Promise<Dataset> {
  const random = new Random(2);
  const labels = Array.from({length: 39}, (_, row) => (row % 5 === 4 ? 'b' : 'a')).map((label, row) =>
    row === 20 ? 'c' : label,
  );
  let seen = 0;
  const center = labels.map((label) => (label === 'b' ? ((seen += 1), seen % 2 === 0 ? 100 : -100) : 0));
  const rows = memoryDataset([
    {name: 'id', kind: 'category', role: 'id', values: labels.map((_, row) => String(row))},
    {name: 'x', kind: 'numeric', values: center.map((x) => x + random.normal())},
    {name: 'z', kind: 'numeric', values: center.map((x) => x + random.normal())},
    {name: 'side', kind: 'category', values: center.map((x) => (x < 0 ? 'left' : x > 0 ? 'right' : 'middle'))},
    {name: 'flag', kind: 'boolean', values: center.map((x) => (x < 0 ? 1 : 0))},
    {name: 'y', kind: 'category', role: 'target', values: labels},
  ]);
  return inMemory(await normalizeDataset(rows), {batchRows});
}

const counts = (values: readonly unknown[]): Record<string, number> => {
  const found: Record<string, number> = {};
  for (const value of values) found[String(value)] = (found[String(value)] ?? 0) + 1;
  return found;
};

describe('--smote', () => {
  beforeEach(() => {
    messages.length = 0;
  });
  it('adds rows on the way between two near rows of the class until it is as frequent as the commonest', async () => {
    const rows = await clustered();
    const given = await readAll(rows);
    const more = await augmentDataset(rows, {...OPTIONS, smote: true, neighbours: 2, report});
    const all = await readAll(more);
    expect(counts(Array.from(all.columns[5] as Int32Array))).to.deep.equal({'0': 31, '1': 31, '2': 31});
    given.columns.forEach((column, index) => {
      expect(all.columns[index]!.slice(0, 39)).to.deep.equal(column);
    });
    const [x, z, side, flag, y] = [1, 2, 3, 4, 5].map((index) => all.columns[index] as Float32Array);
    const own = Array.from({length: 39}, (_, row) => row).filter((row) => y![row] === 1);
    let between = 0;
    for (let row = 39; row < all.rowCount; row += 1) {
      if (y![row] !== 1) continue;
      // On the segment of two rows of its class and of its group: 2 neighbours never reach the other group.
      const isOn = own.some((a) =>
        own.some((b) => {
          const [dx, dz] = [x![b]! - x![a]!, z![b]! - z![a]!];
          const way = Math.abs(dx) > 1e-9 ? (x![row]! - x![a]!) / dx : 0;
          return side![a] === side![b] && way > -1e-4 && way < 1.0001 && Math.abs(z![a]! + way * dz - z![row]!) < 1e-5;
        }),
      );
      expect(isOn, `row ${String(row)}`).to.equal(true);
      const leftSide = side![own.find((a) => flag![a] === 1)!];
      expect(flag![row]).to.equal(side![row] === leftSide ? 1 : 0);
      if (!own.some((a) => x![a] === x![row])) between += 1;
    }
    expect(between).to.be.above(20); // of 23 or 24: they are new rows, not copies
    expect(more.ledger.entries).to.deep.equal([
      {action: 'added', reason: 'between neighbours of a class', count: 54, first: []},
    ]);
  });

  it('repeats a class of one row, says small classes, and goes up to a ratio', async () => {
    const rows = await clustered();
    const more = await augmentDataset(rows, {...OPTIONS, smote: true, ratio: 0.5, neighbours: 9, report});
    expect(counts(await valuesOf(more, 'y'))).to.deep.equal({'0': 31, '1': 16, '2': 16});
    expect(messages).to.include("Class '2' has one row: it has no neighbour and is repeated as it is.");
    expect(messages).to.include("Class '1' has 7 rows: each has only 6 neighbours for 9 asked.");
    const x = await valuesOf(more, 'x');
    const y = await valuesOf(more, 'y');
    expect(new Set(x.filter((_, row) => y[row] === 2)).size).to.equal(1);
  });

  it('depends on the seed, not on batches', async () => {
    const run = async (batchRows: number, seed: number) =>
      readAll(await augmentDataset(await clustered(batchRows), {...OPTIONS, smote: true, seed}));
    expect(await run(3, 1)).to.deep.equal(await run(50, 1));
    expect(await run(3, 1)).to.not.deep.equal(await run(3, 2));
  });

  it('refuses raw rows, since distances need scaled columns', async () => {
    const error = await rejectionOf(augmentDataset(passengers(), {...OPTIONS, smote: true}));
    expect(error).to.include({code: 'NOT_PREPARED', exitStatus: 3});
    expect(error.message).to.include('age, fare');
  });
});

describe('--undersample', () => {
  beforeEach(() => {
    messages.length = 0;
  });
  const rows = (): Dataset =>
    memoryDataset([
      {name: 'x', kind: 'numeric', values: Array.from({length: 20}, (_, row) => row)},
      {
        name: 'y',
        kind: 'category',
        role: 'target',
        values: ['b', null, ...new Array<string>(14).fill('a'), 'b', 'b', 'c', 'c'],
      },
    ]);

  it('leaves rows of commoner classes out until the rarest has its ratio, in order, counted', async () => {
    for (const {ratio, a, b} of [
      {ratio: 1, a: 2, b: 2},
      {ratio: 0.5, a: 4, b: 3},
    ]) {
      const fewer = await augmentDataset(rows(), {...OPTIONS, undersample: true, ratio});
      expect(counts(await valuesOf(fewer, 'y'))).to.deep.equal({a, b, c: 2, null: 1});
      const kept = (await valuesOf(fewer, 'x')) as number[];
      expect(kept).to.deep.equal([...kept].sort((p, q) => p - q));
      const {rowsRead, rowsKept, rowsDropped, entries} = fewer.ledger;
      expect([rowsRead, rowsKept, rowsDropped]).to.deep.equal([20, a + b + 3, 17 - a - b]);
      expect(entries.map(({action, reason, count}) => [action, reason, count])).to.deep.equal([
        ['dropped', 'left out for balance', 17 - a - b],
      ]);
    }
  });

  it('chooses by seed', async () => {
    const run = async (seed: number) =>
      valuesOf(await augmentDataset(rows(), {...OPTIONS, undersample: true, seed}), 'x');
    expect(await run(1)).to.deep.equal(await run(1));
    expect(await run(1)).to.not.deep.equal(await run(2));
  });
});

describe('--balance with a ratio', () => {
  beforeEach(() => {
    messages.length = 0;
  });
  it('repeats rows up to that many for one of the commonest', async () => {
    const labels = [...new Array<string>(10).fill('a'), ...new Array<string>(8).fill('b'), 'c'];
    const rows = memoryDataset([{name: 'y', kind: 'category', role: 'target', values: labels}]);
    const more = await augmentDataset(rows, {...OPTIONS, balance: true, ratio: 0.7});
    expect(counts(await valuesOf(more, 'y'))).to.deep.equal({a: 10, b: 8, c: 7});
  });

  it('takes numbers that were normalized as classes', async () => {
    const rows = memoryDataset([
      {name: 'x', kind: 'numeric', values: [1, 2, 3]},
      {name: 'y', kind: 'numeric', role: 'target', values: [7, 7, 9]},
    ]);
    const fitted = await inMemory(await normalizeDataset(rows, {plan: {task: 'classification'}}));
    const more = await augmentDataset(fitted, {...OPTIONS, balance: true});
    expect(counts(await valuesOf(more, 'y'))).to.deep.equal({'0': 2, '1': 2});
  });
});

describe('--mixup', () => {
  beforeEach(() => {
    messages.length = 0;
  });
  const line = async (batchRows = 6): Promise<Dataset> => {
    const values = Array.from({length: 400}, (_, row) => (row * 37) % 400);
    const rows = memoryDataset([
      {name: 'x', kind: 'numeric', values},
      {name: 'even', kind: 'boolean', values: values.map((value) => value % 2)},
      {name: 'y', kind: 'numeric', role: 'target', values: values.map((value) => 3 * value - 7)},
    ]);
    return inMemory(await normalizeDataset(rows), {batchRows});
  };

  it('adds a row for each, numbers and target mixed alike, the rest its own', async () => {
    const rows = await line();
    const given = await readAll(rows);
    const more = await augmentDataset(rows, {...OPTIONS, mixup: 0.4});
    const all = await readAll(more);
    expect(all.rowCount).to.equal(800);
    given.columns.forEach((column, index) => {
      expect(all.columns[index]!.slice(0, 400)).to.deep.equal(column);
    });
    const [x, even, y] = all.columns as [Float32Array, Float32Array, Float32Array];
    expect(even.slice(400)).to.deep.equal(even.slice(0, 400));
    // The target is a line in x, both standardized, so that a mixture of both stays on x = y.
    for (let row = 400; row < 800; row += 1) expect(y[row]).to.be.closeTo(x[row]!, 1e-5);
    const shift = Array.from({length: 400}, (_, row) => Math.abs(x[400 + row]! - x[row]!));
    expect(shift.filter((step) => step > 0.01).length).to.be.within(150, 390); // Beta(0.4, 0.4) is often near 0 or 1
    expect(more.ledger.entries).to.deep.equal([
      {action: 'added', reason: 'mixed with another row', count: 400, first: []},
    ]);
  });

  it('has weights of the Beta distribution', async () => {
    const weightsOf = async (mixup: number): Promise<number[]> => {
      const rows = memoryDataset([
        {name: 'x', kind: 'numeric', values: Array.from({length: 4000}, (_, row) => row)},
        {name: 'y', kind: 'numeric', role: 'target', values: Array.from({length: 4000}, (_, row) => row % 2)},
      ]);
      const fitted = await inMemory(await normalizeDataset(rows, {plan: {targetTransform: 'none'}}), {batchRows: 500});
      const y = (await valuesOf(await augmentDataset(fitted, {...OPTIONS, mixup}), 'y')) as number[];
      // Where the partner has the other class, the mixed target tells the weight of the own one.
      return y.slice(4000).flatMap((value, row) => (value === row % 2 ? [] : [row % 2 === 1 ? value : 1 - value]));
    };
    // E[max(λ, 1−λ)] is 3/4 for Beta(1, 1), which is uniform, and 11/16 for Beta(2, 2).
    for (const [alpha, mean] of [
      [1, 0.75],
      [2, 0.6875],
    ] as const) {
      const weights = await weightsOf(alpha);
      expect(weights.length).to.be.within(1850, 2150);
      expect(Math.min(...weights)).to.be.at.least(0.5 - 1e-6);
      // Deviations 0.144 and 0.125 over some 2000 rows: five standard errors.
      expect(weights.reduce((sum, weight) => sum + weight, 0) / weights.length).to.be.closeTo(mean, 0.017);
    }
  });

  it('depends on the seed, not on batches', async () => {
    const run = async (batchRows: number, seed: number) =>
      readAll(await augmentDataset(await line(batchRows), {...OPTIONS, mixup: 0.3, seed}));
    expect(await run(3, 1)).to.deep.equal(await run(50, 1));
    expect(await run(3, 1)).to.not.deep.equal(await run(3, 2));
  });

  it('makes classes into shares, which are mixed as the numbers are', async () => {
    const rows = memoryDataset([
      {name: 'x', kind: 'numeric', values: [0, 1, 2, 3, 4, 5]},
      {name: 'y', kind: 'category', role: 'target', values: ['a', 'b', 'c', 'a', 'b', 'c']},
    ]);
    const fitted = await inMemory(await normalizeDataset(rows));
    const [numbers] = (await readAll(fitted)).columns as [Float32Array];
    const more = await augmentDataset(fitted, {...OPTIONS, mixup: 1});
    const {columns, rowCount} = await readAll(more);
    const [x, y] = columns as [Float32Array, Float32Array];
    expect(more.schema.fields[1]).to.deep.include({name: 'y', storage: 'float32', shape: [3]});
    expect([rowCount, y.length]).to.deep.equal([12, 36]);
    expect(Array.from(y.subarray(0, 9))).to.deep.equal([1, 0, 0, 0, 1, 0, 0, 0, 1]);
    for (let row = 6; row < 12; row += 1) {
      const shares = Array.from(y.subarray(3 * row, 3 * row + 3));
      expect(shares.reduce((sum, share) => sum + share, 0)).to.be.closeTo(1, 1e-6);
      // x tells the weight where the classes differ: x = w · own + (1 − w) · partner.
      const own = row % 3;
      const weight = shares[own]!;
      expect(weight).to.be.at.least(0.5 - 1e-6);
      const partner = shares.findIndex((share, at) => at !== own && share > 0);
      if (partner < 0) continue;
      const of = [partner, partner + 3].map((at) => weight * numbers[row - 6]! + (1 - weight) * numbers[at]!);
      expect(Math.min(...of.map((value) => Math.abs(value - x[row]!)))).to.be.below(1e-5);
    }
  });

  it('refuses raw rows', async () => {
    expect(await rejectionOf(augmentDataset(passengers(), {...OPTIONS, mixup: 1}))).to.include({code: 'NOT_PREPARED'});
  });
});

describe('options of augment that do nothing or exclude each other', () => {
  beforeEach(() => {
    messages.length = 0;
  });
  const refused: readonly (Partial<AugmentOptions> & {name: string; says: string})[] = [
    {name: 'two ways of balancing', balance: true, undersample: true, says: '--balance and --undersample'},
    {name: 'a ratio without balancing', copies: 1, ratio: 0.5, says: '--ratio'},
    {name: 'a ratio above 1', balance: true, ratio: 1.5, says: '1.5'},
    {name: 'neighbours without SMOTE', balance: true, neighbours: 3, says: '--neighbours'},
    {name: 'copies while leaving out', undersample: true, copies: 1, says: '--undersample'},
    {name: 'noise on no rows', smote: true, jitter: 0.1, says: '--jitter'},
  ];
  for (const {name, says, ...options} of refused)
    it(`are refused: ${name}`, async () => {
      const error = await rejectionOf(augmentDataset(await clustered(), {...OPTIONS, ...options}));
      expect(error).to.include({code: 'PREPARE_OPTION', exitStatus: 2});
      expect(error.message).to.include(says);
    });
});
