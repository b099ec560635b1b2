// The parts of a split as datasets over the one source.
import {takeRows, type Dataset, type SplitName} from '../../data/index.js';
import {deriveDataset} from '../derived-dataset.js';
import {SPLIT_NAMES} from './options.js';
import type {Plan} from './plan.js';

export interface SplitPart {
  readonly split: SplitName;
  /** From 1, with folds. */
  readonly fold?: number;
  readonly rowCount: number;
  /** First and last instant, with a time column. */
  readonly range?: readonly [string, string];
  /** Read it while the `Split` is open. */
  readonly dataset: Dataset;
}

/** 1 for rows to leave out although they lie in the part. */
type Dropped = Uint8Array | undefined;

/** Train, valid and test, those that have rows. */
export function namedParts(dataset: Dataset, {partOf, ranges}: Plan, dropped: Dropped): SplitPart[] {
  return SPLIT_NAMES.flatMap((split, part): SplitPart[] => {
    if (!partOf.includes(part)) return [];
    const range = ranges[part];
    const kept = partDataset(dataset, split, {isIn: (row) => partOf[row] === part, dropped, rows: partOf.length});
    return [{split, ...kept, ...(range ? {range} : {})}];
  });
}

/** Train and valid of each fold. */
export function foldParts(dataset: Dataset, {partOf, names}: Plan, dropped: Dropped): SplitPart[] {
  const rows = partOf.length;
  return names.flatMap((_, fold): SplitPart[] => [
    {split: 'train', fold: fold + 1, ...partDataset(dataset, 'train', {isIn: (row) => partOf[row] !== fold, rows})},
    {
      split: 'valid',
      fold: fold + 1,
      ...partDataset(dataset, 'valid', {isIn: (row) => partOf[row] === fold, dropped, rows}),
    },
  ]);
}

/** Folds by time: each valid part is a stretch, trained for on all that came before. Part 0 is in no valid part. */
export function forwardFolds(dataset: Dataset, {partOf, names, ranges}: Plan, dropped: Dropped): SplitPart[] {
  const rows = partOf.length;
  return names.slice(1).flatMap((_, at): SplitPart[] => {
    const fold = at + 1;
    const [start, last, own] = [ranges[0], ranges[fold - 1], ranges[fold]];
    const isBefore = (row: number): boolean => (partOf[row] ?? 0) < fold;
    const isOwn = (row: number): boolean => partOf[row] === fold;
    return [
      {
        split: 'train',
        fold,
        ...(start && last ? {range: [start[0], last[1]]} : {}),
        ...partDataset(dataset, 'train', {isIn: isBefore, rows}),
      },
      {
        split: 'valid',
        fold,
        ...(own ? {range: own} : {}),
        ...partDataset(dataset, 'valid', {isIn: isOwn, dropped, rows}),
      },
    ];
  });
}

interface PartRows {
  /** Whether a row (0-based) lies in the part. */
  readonly isIn: (row: number) => boolean;
  /** 1 for rows of the part to leave out all the same. */
  readonly dropped?: Dropped;
  /** Of all parts. */
  readonly rows: number;
}

function partDataset(
  source: Dataset,
  split: SplitName,
  {isIn, dropped, rows}: PartRows,
): {rowCount: number; dataset: Dataset} {
  const {augment, ...metadata} = source.schema.metadata;
  // What a training does to its rows belongs to no others.
  const kept = augment && split === 'train' ? {augment} : {};
  const schema = {...source.schema, metadata: {...metadata, ...kept, split}};
  const derived = deriveDataset(source, schema, async function* (ledger) {
    let first = 0;
    for await (const batch of source.batches()) {
      const kept: number[] = [];
      let elsewhere = 0;
      for (let row = 0; row < batch.rowCount; row += 1)
        if (!isIn(first + row)) elsewhere += 1;
        else if (dropped?.[first + row] === 1)
          ledger.record({action: 'dropped', reason: 'equal to a row of another part', row: first + row + 1});
        else kept.push(row);
      first += batch.rowCount;
      if (elsewhere > 0) ledger.record({action: 'dropped', reason: 'in another part', count: elsewhere});
      ledger.keep(kept.length);
      if (kept.length > 0) yield takeRows(batch, kept);
    }
  });
  let rowCount = 0;
  for (let row = 0; row < rows; row += 1) if (isIn(row) && dropped?.[row] !== 1) rowCount += 1;
  // The source is shared by the parts: `Split.close` closes it.
  const dataset = {
    ...derived,
    get ledger() {
      return derived.ledger;
    },
    close: () => Promise.resolve(),
  };
  return {rowCount, dataset};
}
