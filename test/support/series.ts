// A series of one column over time, as windows are made of.
import type {Dataset} from '../../src/data/index.js';
import {memoryDataset, type MemoryColumn} from './memory-dataset.js';

/** One series `x` at these times. */
export function series(
  times: readonly (number | null)[],
  values: readonly (number | null)[] = times.map((_, row) => row),
  {
    kind = 'numeric',
    more = [],
    batchRows = 3,
  }: {kind?: MemoryColumn['kind']; more?: MemoryColumn[]; batchRows?: number} = {},
): Dataset {
  return memoryDataset(
    [{name: 't', kind, role: 'time', values: times}, {name: 'x', kind: 'numeric', role: 'target', values}, ...more],
    {batchRows},
  );
}
