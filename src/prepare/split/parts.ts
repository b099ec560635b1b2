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
export function namedParts(dataset: Dataset, {partOf, rangeOf, isNear}: Plan, dropped: Dropped): SplitPart[] {
  const rows = partOf.length;
  return SPLIT_NAMES.flatMap((split, part): SplitPart[] => {
    if (!partOf.includes(part)) return [];
    const later = SPLIT_NAMES.findIndex((_, other) => other > part && partOf.includes(other));
    const isIn = (row: number): boolean => partOf[row] === part;
    const near = later < 0 || !isNear ? undefined : (row: number): boolean => isNear(row, later);
    return [{split, ...partDataset(dataset, split, {isIn, isNear: near, dropped, rows, rangeOf})}];
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
export function forwardFolds(dataset: Dataset, {partOf, names, rangeOf, isNear}: Plan, dropped: Dropped): SplitPart[] {
  const rows = partOf.length;
  return names.slice(1).flatMap((_, at): SplitPart[] => {
    const fold = at + 1;
    const isBefore = (row: number): boolean => (partOf[row] ?? 0) < fold;
    const isOwn = (row: number): boolean => partOf[row] === fold;
    const near = isNear && ((row: number): boolean => isNear(row, fold));
    return [
      {split: 'train', fold, ...partDataset(dataset, 'train', {isIn: isBefore, isNear: near, rows, rangeOf})},
      {split: 'valid', fold, ...partDataset(dataset, 'valid', {isIn: isOwn, dropped, rows, rangeOf})},
    ];
  });
}

interface PartRows {
  /** Whether a row (0-based) lies in the part. */
  readonly isIn: (row: number) => boolean;
  /** 1 for rows of the part to leave out all the same. */
  readonly dropped?: Dropped;
  /** Whether a row of the part comes too little before a later one. */
  readonly isNear?: ((row: number) => boolean) | undefined;
  /** Of all parts. */
  readonly rows: number;
  readonly rangeOf?: Plan['rangeOf'];
}

function partDataset(
  source: Dataset,
  split: SplitName,
  {isIn, isNear, dropped, rows, rangeOf}: PartRows,
): Pick<SplitPart, 'rowCount' | 'range' | 'dataset'> {
  const {augment, ...metadata} = source.schema.metadata;
  // What a training does to its rows belongs to no others.
  const policy = augment && split === 'train' ? {augment} : {};
  const schema = {...source.schema, metadata: {...metadata, ...policy, split}};
  const derived = deriveDataset(source, schema, async function* (ledger) {
    let first = 0;
    for await (const batch of source.batches()) {
      const kept: number[] = [];
      let elsewhere = 0;
      for (let row = 0; row < batch.rowCount; row += 1)
        if (!isIn(first + row)) elsewhere += 1;
        else if (dropped?.[first + row] === 1)
          ledger.record({action: 'dropped', reason: 'equal to a row of another part', row: first + row + 1});
        else if (isNear?.(first + row) === true)
          ledger.record({action: 'dropped', reason: 'within the gap before a later part', row: first + row + 1});
        else kept.push(row);
      first += batch.rowCount;
      if (elsewhere > 0) ledger.record({action: 'dropped', reason: 'in another part', count: elsewhere});
      ledger.keep(kept.length);
      if (kept.length > 0) yield takeRows(batch, kept);
    }
  });
  const isKept = (row: number): boolean => isIn(row) && dropped?.[row] !== 1 && isNear?.(row) !== true;
  let rowCount = 0;
  for (let row = 0; row < rows; row += 1) if (isKept(row)) rowCount += 1;
  const range = rangeOf?.(isKept);
  // The source is shared by the parts: `Split.close` closes it.
  const dataset = {
    ...derived,
    get ledger() {
      return derived.ledger;
    },
    close: () => Promise.resolve(),
  };
  return {rowCount, dataset, ...(range ? {range} : {})};
}
