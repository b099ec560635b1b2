// A small table with everything in it: missing cells, a category, a boolean, dates, an identifier.
import type {Dataset} from '../../src/data/index.js';
import {memoryDataset, type MemoryOptions} from './memory-dataset.js';

const DAY = 86400;

export const PASSENGERS = {
  id: ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8'],
  age: [22, 38, null, 35, null, 54, 2, 27],
  fare: [7.25, 71.28, 7.92, 53.1, 8.05, 51.86, 21.07, 11.13],
  port: ['S', 'C', 'S', null, 'Q', 'S', 'S', 'C'],
  adult: [1, 1, 1, 1, null, 1, 0, 1],
  boarded: [DAY, 2 * DAY, 3 * DAY, null, 5 * DAY, 6 * DAY, 7 * DAY, 8 * DAY],
  survived: ['no', 'yes', 'yes', 'yes', 'no', 'no', 'no', 'yes'],
} as const;

/** @param change - columns to replace */
export function passengers(
  change: Partial<Record<keyof typeof PASSENGERS, readonly (string | number | null)[]>> = {},
  options: MemoryOptions = {},
): Dataset {
  const cells = {...PASSENGERS, ...change};
  return memoryDataset(
    [
      {name: 'id', kind: 'category', role: 'id', values: cells.id},
      {name: 'age', kind: 'numeric', values: cells.age},
      {name: 'fare', kind: 'numeric', values: cells.fare},
      {name: 'port', kind: 'category', values: cells.port},
      {name: 'adult', kind: 'boolean', values: cells.adult},
      {name: 'boarded', kind: 'datetime', values: cells.boarded},
      {name: 'survived', kind: 'category', role: 'target', values: cells.survived},
    ],
    options,
  );
}
