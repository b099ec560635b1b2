// How many rows each class has, and how many it is to have.
import type {Random} from '../../core/index.js';
import type {Dataset} from '../../data/index.js';
import {prepareError} from '../errors.js';
import {isMissing} from '../row-filters.js';

export interface ClassRows {
  readonly rowCount: number;
  /** Label → its rows (0-based), labels in sorted order; rows without a label are in none. */
  readonly groups: ReadonlyMap<string, readonly number[]>;
}

/**
 * One pass. Holds a number per row.
 *
 * @param flag - what needs classes, for messages: `'--balance'`
 * @throws IngotError `TARGET_MISSING`, `PREPARE_OPTION` for a target without classes
 */
export async function readClasses(dataset: Dataset, flag: string): Promise<ClassRows> {
  const {fields} = dataset.schema;
  const index = fields.findIndex(({role}) => role === 'target');
  const target = fields[index];
  if (!target)
    throw prepareError('TARGET_MISSING', `${dataset.name}: ${flag} needs a target column, but there is none.`);
  if (target.kind === 'labels')
    throw prepareError('PREPARE_OPTION', `${flag} needs a class for each row, but '${target.name}' lists labels.`, {
      hints: ['Use --copies, with --jitter on normalized rows.'],
    });
  if (target.shape !== undefined)
    throw prepareError(
      'PREPARE_OPTION',
      `${flag} needs a class for each row, but the labels of '${target.name}' are mixed.`,
      {
        hints: ['Balance first, then mix: --mixup last.'],
      },
    );
  // Normalized for classification, numbers are class indices.
  if ((target.kind === 'numeric' || target.kind === 'datetime') && target.storage !== 'int32')
    throw prepareError(
      'PREPARE_OPTION',
      `${flag} needs a target with classes, but '${target.name}' is ${target.kind}.`,
    );
  const groups = new Map<string, number[]>();
  let rowCount = 0;
  for await (const batch of dataset.batches())
    for (let row = 0; row < batch.rowCount; row += 1) {
      const label = batch.columns[index]?.[row];
      if (!isMissing(label)) {
        const group = groups.get(String(label));
        if (group) group.push(rowCount);
        else groups.set(String(label), [rowCount]);
      }
      rowCount += 1;
    }
  return {rowCount, groups: new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)))};
}

/**
 * How many more times each row is taken so that every class has `ratio` times the rows of the commonest: equal shares
 * within a class, the rest by lot.
 *
 * @param times - all of it so many times (copies are made of every row too)
 */
export function extraRows(
  {rowCount, groups}: ClassRows,
  {ratio, times = 1, random}: {ratio: number; times?: number; random: Random},
): Uint32Array {
  const most = Math.max(0, ...[...groups.values()].map(({length}) => length));
  // A ratio such as 0.7 of 10 rows must not ask for an eighth by its last binary digit.
  const wanted = Math.ceil(ratio * most - 1e-9);
  const extra = new Uint32Array(rowCount);
  for (const [label, rows] of groups) {
    const needed = Math.max(0, wanted - rows.length) * times;
    const share = Math.floor(needed / rows.length);
    for (const row of rows) extra[row] = share;
    const order = random.derive(label).permutation(rows.length);
    for (const position of order.subarray(0, needed - share * rows.length)) {
      const row = rows[position] ?? 0;
      extra[row] = (extra[row] ?? 0) + 1;
    }
  }
  return extra;
}

/** 1 for rows to leave out so that the rarest class has `ratio` times the rows of any other at least; by lot. */
export function surplusRows(
  {rowCount, groups}: ClassRows,
  {ratio, random}: {ratio: number; random: Random},
): Uint8Array {
  const least = Math.min(...[...groups.values()].map(({length}) => length));
  const most = Math.floor(least / ratio + 1e-9);
  const surplus = new Uint8Array(rowCount);
  for (const [label, rows] of groups) {
    const order = random.derive(label).permutation(rows.length);
    for (const position of order.subarray(Math.min(most, rows.length))) surplus[rows[position] ?? 0] = 1;
  }
  return surplus;
}
