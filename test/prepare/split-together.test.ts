// Splits in which rows are not free: whole groups, instants in order, folds, bins of numbers.
import {expect} from 'chai';
import fc from 'fast-check';
import {Random} from '../../src/core/index.js';
import type {Dataset} from '../../src/data/index.js';
import {rejectionOf} from '../support/error-of.js';
import type {MemoryColumn} from '../support/memory-dataset.js';
import {messages, numbered, rowsOf} from '../support/split-rows.js';

const DAY = 86400;

describe('splitting whole groups', () => {
  beforeEach(() => {
    messages.length = 0;
  });
  const feature = (rowCount: number): MemoryColumn => ({
    name: 'x',
    kind: 'numeric',
    values: Array.from({length: rowCount}, (_, row) => row),
  });

  it('has no group in two parts and no row in none, near the sizes asked for, for any groups and seed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({min: 1, max: 6}), {minLength: 40, maxLength: 80}),
        fc.nat(1000),
        async (sizes, seed) => {
          const groups = sizes.flatMap((size, group) => new Array<string>(size).fill(`g${String(group)}`));
          const order = new Random(seed).permutation(groups.length);
          const values = Array.from(order, (at) => groups[at]!);
          const rows = numbered(values.length, feature(values.length), {name: 'g', kind: 'category', values});
          const {parts} = await rowsOf(rows, {group: 'g', seed});
          const homes = new Map<string, Set<string>>();
          for (const part of parts)
            for (const row of part.rows) homes.set(values[row]!, (homes.get(values[row]!) ?? new Set()).add(part.name));
          for (const home of homes.values()) expect(home.size).to.equal(1);
          expect(parts.flatMap((part) => part.rows).sort((a, b) => a - b)).to.deep.equal(values.map((_, row) => row));
          [0.8, 0.1, 0.1].forEach((share, part) => {
            // Off by less than the largest group.
            expect(Math.abs(parts[part]!.rows.length - share * values.length)).to.be.below(6);
          });
        },
      ),
      {numRuns: 30},
    );
  });

  it('spreads classes evenly at the same time', async () => {
    const random = new Random(3);
    const groups = Array.from({length: 600}, (_, row) => `g${String(Math.floor(row / 4))}`);
    const labels = groups.map((_, row) =>
      Math.floor(row / 4) % 5 === 0 || random.uniform() < 0.1 ? 'rare' : 'common',
    );
    const rows = numbered(
      600,
      feature(600),
      {name: 'g', kind: 'category', values: groups},
      {name: 'y', kind: 'category', role: 'target', values: labels},
    );
    const {parts} = await rowsOf(rows, {group: 'g'});
    const share = (part: readonly number[]): number =>
      part.filter((row) => labels[row] === 'rare').length / part.length;
    const overall = share(labels.map((_, row) => row));
    for (const part of parts) expect(share(part.rows)).to.be.closeTo(overall, 0.05);
  });

  it('takes a column of role group by itself, and says so; none undoes it', async () => {
    const values = Array.from({length: 60}, (_, row) => `g${String(row % 12)}`);
    const rows = () => numbered(60, feature(60), {name: 'g', kind: 'category', role: 'group', values});
    const {parts} = await rowsOf(rows(), {});
    const inTest = new Set(parts[2]!.rows.map((row) => values[row]));
    expect(parts[0]!.rows.some((row) => inTest.has(values[row]))).to.equal(false);
    expect(messages[0]).to.include("'g' (role group)");
    const free = await rowsOf(rows(), {group: 'none'});
    expect(free.parts.map((part) => part.rows.length)).to.deep.equal([48, 6, 6]);
  });

  it('refuses a group larger than every part, and says which', async () => {
    const values = Array.from({length: 20}, (_, row) => (row < 12 ? 'big' : `g${String(row)}`));
    const rows = numbered(20, feature(20), {name: 'g', kind: 'category', values});
    const error = await rejectionOf(rowsOf(rows, {group: 'g', ratios: [0.5, 0.5]}));
    expect(error).to.include({code: 'SPLIT_GROUP_TOO_LARGE', exitStatus: 3});
    expect(error.message).to.include("'big' of 'g' has 12 rows").and.to.include('10');
  });

  it('refuses fewer groups than parts', async () => {
    const values = Array.from({length: 20}, (_, row) => (row < 10 ? 'a' : 'b'));
    const rows = numbered(20, feature(20), {name: 'g', kind: 'category', values});
    expect((await rejectionOf(rowsOf(rows, {group: 'g'}))).code).to.equal('SPLIT_TOO_SMALL');
  });

  it('counts each row without a group as a group of its own', async () => {
    const values = Array.from({length: 30}, (_, row) => (row % 3 === 0 ? null : `g${String(row)}`));
    await rowsOf(numbered(30, feature(30), {name: 'g', kind: 'category', values}), {group: 'g'});
    expect(messages.join()).to.include('10 rows without a group');
  });
});

describe('splitting by time', () => {
  beforeEach(() => {
    messages.length = 0;
  });
  const series = (times: readonly (number | null)[], kind: 'datetime' | 'numeric' = 'datetime'): Dataset =>
    numbered(
      times.length,
      {name: 'when', kind, role: 'time', values: times},
      {name: 'x', kind: 'numeric', values: times.map((_, row) => row)},
    );

  it('puts train before valid before test whatever the order of the rows, and gives the ranges', async () => {
    const order = new Random(5).permutation(40);
    const times = Array.from(order, (day) => day * DAY);
    const {parts} = await rowsOf(series(times), {time: 'when'});
    expect(parts.map(({rows}) => rows.length)).to.deep.equal([32, 4, 4]);
    const days = parts.map(({rows}) => rows.map((row) => times[row]! / DAY));
    expect(Math.max(...days[0]!)).to.equal(31);
    expect([Math.min(...days[1]!), Math.max(...days[1]!)]).to.deep.equal([32, 35]);
    expect(parts[2]!.range).to.deep.equal(['1970-02-06', '1970-02-09']);
    for (const {rows} of parts) expect(rows).to.deep.equal([...rows].sort((a, b) => a - b));
    expect(messages).to.deep.equal([]);
  });

  it('keeps the rows of one instant on one side of a boundary, for any times', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({min: 0, max: 12}), {minLength: 30, maxLength: 60}), async (times) => {
        fc.pre(new Set(times).size >= 3);
        const {parts} = await rowsOf(series(times, 'numeric'), {time: 'when'});
        const [train, valid, test] = parts.map(({rows}) => rows.map((row) => times[row]!));
        expect(Math.max(...train!)).to.be.below(Math.min(...valid!));
        expect(Math.max(...valid!)).to.be.below(Math.min(...test!));
      }),
      {numRuns: 40},
    );
  });

  it('counts rows of one instant and gaps, and says them', async () => {
    const days = [0, 1, 2, 2, 2, 3, 4, 5, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21];
    await rowsOf(series(days.map((day) => day * DAY)), {time: 'when'});
    expect(messages[0]).to.include("'when': 2 rows have the same instant");
    expect(messages[1]).to.equal("Column 'when': 2 gaps in steps of 1 day, the longest 4 days after 1970-01-06.");
  });

  it('says that a series has no regular step rather than counting gaps', async () => {
    await rowsOf(series([0, 1, 3, 7, 12, 30, 31.5, 40, 70, 111], 'numeric'), {time: 'when'});
    expect(messages).to.deep.equal([
      "Column 'when' has no regular step: half are up to 5, the longest is 41 after 70.",
    ]);
  });

  it('makes folds of which each judges what comes after all it was trained on', async () => {
    const order = new Random(9).permutation(40);
    const times = Array.from(order, (day) => day * DAY);
    const {parts} = await rowsOf(series(times), {time: 'when', folds: 3});
    expect(parts.map(({name, fold, range}) => [name, fold, ...range!])).to.deep.equal([
      ['train', 1, '1970-01-01', '1970-01-10'],
      ['valid', 1, '1970-01-11', '1970-01-20'],
      ['train', 2, '1970-01-01', '1970-01-20'],
      ['valid', 2, '1970-01-21', '1970-01-30'],
      ['train', 3, '1970-01-01', '1970-01-30'],
      ['valid', 3, '1970-01-31', '1970-02-09'],
    ]);
    for (const {name, fold, rows} of parts) {
      const days = rows.map((row) => times[row]! / DAY).sort((a, b) => a - b);
      const first = name === 'train' ? 0 : fold! * 10;
      const last = name === 'train' ? fold! * 10 : (fold! + 1) * 10;
      expect(days).to.deep.equal(Array.from({length: last - first}, (_, at) => first + at));
    }
  });

  const refused = [
    {name: 'rows without a time', times: [1, 2, null, 4, 5, 6, 7, 8, 9, 10], code: 'SPLIT_TIME_MISSING', exit: 3},
    {name: 'fewer instants than parts', times: [1, 1, 1, 1, 1, 2, 2, 2, 2, 2], code: 'SPLIT_TOO_SMALL', exit: 3},
    {
      name: 'more folds than instants',
      times: [1, 1, 1, 2, 2, 2, 3, 3, 3, 3],
      folds: 3,
      code: 'SPLIT_TOO_SMALL',
      exit: 3,
    },
    {name: 'a group beside', group: 'x', code: 'PREPARE_OPTION', exit: 2},
    {name: 'a stratified column beside', stratify: 'x', code: 'PREPARE_OPTION', exit: 2},
    {name: 'a column of text', time: 'row', code: 'KIND_MISMATCH', exit: 3},
    {name: 'an unknown column', time: 'wen', code: 'COLUMN_MISSING', exit: 3},
  ];
  for (const {name, code, exit, times = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], ...options} of refused)
    it(`refuses ${name}`, async () => {
      const error = await rejectionOf(rowsOf(series(times), {time: 'when', ...options}));
      expect(error).to.include({code, exitStatus: exit});
    });
});

describe('splitting into folds', () => {
  beforeEach(() => {
    messages.length = 0;
  });
  const labelled = (count: number): Dataset =>
    numbered(
      count,
      {name: 'x', kind: 'numeric', values: Array.from({length: count}, (_, row) => row)},
      {
        name: 'y',
        kind: 'category',
        role: 'target',
        values: Array.from({length: count}, (_, row) => (row % 4 === 0 ? 'a' : 'b')),
      },
    );

  it('has every row in exactly one valid part and in the training part of all other folds', async () => {
    const {parts} = await rowsOf(labelled(43), {folds: 5});
    const valid = parts.filter(({name}) => name === 'valid');
    expect(valid.map(({fold, rows}) => [fold, rows.length])).to.deep.equal([
      [1, 9],
      [2, 9],
      [3, 9],
      [4, 8],
      [5, 8],
    ]);
    const all = Array.from({length: 43}, (_, row) => row);
    expect(valid.flatMap(({rows}) => rows).sort((a, b) => a - b)).to.deep.equal(all);
    for (const {fold, rows} of valid) {
      const train = parts.find((part) => part.name === 'train' && part.fold === fold)!;
      expect([...train.rows, ...rows].sort((a, b) => a - b)).to.deep.equal(all);
      expect(rows.filter((row) => row % 4 === 0).length).to.be.within(2, 3); // 11 of 'a' over 5 folds
    }
  });

  it('keeps groups whole', async () => {
    const values = Array.from({length: 60}, (_, row) => `g${String(row % 15)}`);
    const rows = numbered(60, {name: 'g', kind: 'category', values});
    const {parts} = await rowsOf(rows, {folds: 5, group: 'g'});
    for (const {name, rows: own} of parts.filter((part) => part.name === 'valid')) {
      expect(own, name).to.have.lengthOf(12);
      expect(new Set(own.map((row) => values[row])).size).to.equal(3);
    }
  });

  it('refuses more folds than rows, and says a class with fewer rows than folds', async () => {
    expect((await rejectionOf(rowsOf(labelled(4), {folds: 5}))).code).to.equal('SPLIT_TOO_SMALL');
    await rowsOf(labelled(8), {folds: 3});
    expect(messages).to.have.lengthOf(1);
    expect(messages[0]).to.match(/'a' has only 2 rows, none in fold \d/);
  });
});

describe('stratifying by numbers', () => {
  beforeEach(() => {
    messages.length = 0;
  });
  it('gives every part its share of each quantile bin', async () => {
    const random = new Random(8);
    const values = Array.from({length: 400}, () => Math.exp(3 * random.normal()));
    const rows = () => numbered(400, {name: 'y', kind: 'numeric', role: 'target', values});
    const {parts} = await rowsOf(rows(), {stratify: 'y', bins: 20});
    const sorted = [...values].sort((a, b) => a - b);
    for (const {rows: own} of parts.slice(1))
      for (let bin = 0; bin < 20; bin += 1) {
        const members = own.filter(
          (row) => values[row]! >= sorted[bin * 20]! && values[row]! <= sorted[bin * 20 + 19]!,
        );
        expect(members.length).to.be.within(1, 3); // 2 of 20, to within a row
      }
  });

  it('takes few distinct numbers value by value, and missing ones as a stratum', async () => {
    const values = Array.from({length: 100}, (_, row) => (row < 50 ? 1 : row < 90 ? 2 : null));
    const {parts} = await rowsOf(numbered(100, {name: 'y', kind: 'numeric', values}), {stratify: 'y'});
    expect(parts.map(({rows}) => rows.filter((row) => row >= 90).length)).to.deep.equal([8, 1, 1]);
    expect(parts.map(({rows}) => rows.filter((row) => row < 50).length)).to.deep.equal([40, 5, 5]);
  });

  it('names five strata that are too small and counts the others', async () => {
    const values = Array.from({length: 30}, (_, row) => `v${String(row)}`);
    await rowsOf(numbered(30, {name: 'y', kind: 'category', values}), {stratify: 'y'});
    expect(messages).to.have.lengthOf(6);
    expect(messages[0]).to.include('has only 1 row');
    expect(messages[5]).to.include('25 more values');
  });

  it('refuses bins of what is not a number', async () => {
    const rows = numbered(30, {name: 'y', kind: 'category', role: 'target', values: new Array<string>(30).fill('a')});
    expect((await rejectionOf(rowsOf(rows, {bins: 4}))).code).to.equal('PREPARE_OPTION');
  });
});
