import {mkdirSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import fc from 'fast-check';
import {DuplicateFinder, sliceRows, type Batch} from '../../src/data/index.js';
import {makeFolder, removeFolders} from './support.js';

const cell = fc.oneof(fc.constantFrom(NaN, 0, -0, 1, 1.5, -1), fc.double({noNaN: true}));
const text = fc.oneof(fc.constantFrom(null, '', 'a', 'ab', 'é', 'NaN', '0'), fc.string());
const rows = fc.array(fc.tuple(cell, text, fc.integer({min: 0, max: 2})), {maxLength: 80});
type Row = readonly [number, string | null, number];

function batchOf(given: readonly Row[]): Batch {
  return {
    rowCount: given.length,
    columns: [
      Float64Array.from(given, ([number]) => number),
      given.map(([, word]) => word),
      Int32Array.from(given, ([, , code]) => code),
    ],
  };
}

/** By the texts of rows: as slow as it is plain. */
function expectedOf(given: readonly Row[]): number[] {
  const seen = new Set<string>();
  return given.flatMap(([number, word, code], index) => {
    const key = JSON.stringify([Number.isNaN(number) ? 'missing' : number + 0, word === null ? 0 : [word], code]);
    if (seen.has(key)) return [index];
    seen.add(key);
    return [];
  });
}

describe('DuplicateFinder', () => {
  after(removeFolders);

  for (const memoryBytes of [undefined, 1])
    it(`finds the rows equal to an earlier one ${memoryBytes === 1 ? 'on disk' : 'in memory'}`, () => {
      fc.assert(
        fc.property(rows, fc.integer({min: 1, max: 30}), (given, size) => {
          const finder = new DuplicateFinder({memoryBytes});
          const batch = batchOf(given);
          for (let at = 0; at < given.length; at += size) finder.add(sliceRows(batch, at, at + size));
          if (given.length > 0) expect(finder.isSpilled).to.equal(memoryBytes === 1);
          const copies = finder.finish();
          expect(copies.first(given.length)).to.deep.equal(expectedOf(given));
          expect(copies.count).to.equal(expectedOf(given).length);
        }),
        {numRuns: memoryBytes === 1 ? 25 : 100},
      );
    });

  it('marks the same rows whatever the memory, and leaves no file behind', () => {
    const count = 20_000;
    const batch: Batch = {
      rowCount: count,
      columns: [
        Float64Array.from({length: count}, (_, row) => (row * 7919) % 9000),
        Array.from(
          {length: count},
          (_, row) => `text ${String((row * 7919) % 9000)} ${'x'.repeat(row % 9000 === 5 ? 300_000 : 0)}`,
        ),
      ],
    };
    const workDir = join(makeFolder(), 'work');
    mkdirSync(workDir);
    const found = [undefined, 100_000, 20_000].map((memoryBytes) => {
      const finder = new DuplicateFinder({memoryBytes, workDir});
      for (let at = 0; at < count; at += 1000) finder.add(sliceRows(batch, at, at + 1000));
      expect(finder.isSpilled).to.equal(memoryBytes !== undefined);
      return finder.finish().first(count);
    });
    expect(found[0]).to.have.length.above(10_000);
    expect(found[1]).to.deep.equal(found[0]);
    expect(found[2]).to.deep.equal(found[0]);
    expect(readdirSync(workDir)).to.deep.equal([]);
  });

  it('does not count rows that are left out, but their positions', () => {
    const finder = new DuplicateFinder();
    finder.add({rowCount: 4, columns: [Float64Array.of(1, 1, 1, 2)]}, (row) => row === 0);
    expect(finder.finish().first(9)).to.deep.equal([2]);
  });
});
