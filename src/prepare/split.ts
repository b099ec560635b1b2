// `data split`: every row in exactly one of train, valid and test, or in exactly one valid part of K folds.
import {ignoreEvents, type Report} from '../core/index.js';
import {spoolDataset, type Dataset, type Field} from '../data/index.js';
import {checkRatios, refuseFitted, splitColumns, type SplitOptions} from './split/options.js';
import {foldParts, forwardFolds, namedParts, type SplitPart} from './split/parts.js';
import {givenFields, planSplit, tooSmall} from './split/plan.js';
import {readSplitRows} from './split/read.js';
import type {SharedRows} from './split/shared.js';

export interface Split {
  readonly parts: readonly SplitPart[];
  /** Rows with the features and the target of a row of an earlier part (folds: of another fold). */
  readonly sharedRows: number;
  close(): Promise<void>;
}

/**
 * Sizes are exact (largest remainder) but where groups or instants stay together. A row's part depends on the rows and
 * the options only. Rows keep their order. Holds the columns it goes by and a hash for each row in memory.
 *
 * @throws IngotError `SPLIT_RATIOS`, `SPLIT_FITTED`, `SPLIT_TOO_SMALL`, `SPLIT_GROUP_TOO_LARGE`, `SPLIT_TIME_MISSING`,
 *   `COLUMN_MISSING`, `KIND_MISMATCH`, `PREPARE_OPTION`
 */
export async function splitDataset(source: Dataset, options: SplitOptions): Promise<Split> {
  const {report = ignoreEvents, folds} = options;
  const isForward = folds !== undefined && options.time !== undefined;
  const ratios = folds === undefined ? checkRatios(options.ratios) : equalShares(isForward ? folds + 1 : folds);
  refuseFitted(source, options.allowFitted === true);
  warnOfMark(source, report);
  const columns = splitColumns(source, options);
  const dataset = await spoolDataset(source, options.workDir);
  try {
    const rows = await readSplitRows(dataset, givenFields(columns));
    const plan = planSplit({dataset, columns, rows, ratios, options});
    const shared = rows.hashes.findShared(plan.partOf, ratios.length, folds !== undefined && !isForward);
    const dropped = options.dropShared === true ? shared.mask : undefined;
    tellShared(shared, plan.names, {isDropped: dropped !== undefined, report});
    const foldsOf = isForward ? forwardFolds : foldParts;
    const parts = folds === undefined ? namedParts(dataset, plan, dropped) : foldsOf(dataset, plan, dropped);
    const bare = parts.find(({rowCount}) => rowCount === 0);
    if (bare) {
      const why = options.dropShared === true ? 'after --drop-shared' : 'outside the gap before the next part';
      throw tooSmall(dataset, `no row of '${bare.split}' is left ${why}`);
    }
    tellGap(columns.time, options);
    const sharedRows = shared.counts.reduce((sum, count) => sum + count, 0);
    return {parts, sharedRows, close: () => dataset.close()};
  } catch (error) {
    await dataset.close();
    throw error;
  }
}

function equalShares(count: number): number[] {
  return new Array<number>(count).fill(1 / count);
}

/** Says what is done about rows that look beyond their time. */
function tellGap(time: Field | undefined, {gap, report = ignoreEvents}: SplitOptions): void {
  const {span} = time ?? {};
  if (!span) return;
  const needed = span[0] + span[1];
  if (gap === undefined)
    report({type: 'note', message: 'Rows are windows: those that reach into a later part are left out.'});
  else if (gap < needed)
    report({
      type: 'warning',
      message: `Rows look ${String(needed)} before and after their '${time?.name ?? ''}' in all: with a gap of ${String(gap)}, parts share steps.`,
    });
}

function warnOfMark({schema, name}: Dataset, report: Report): void {
  const {split} = schema.metadata;
  if (split === undefined || split === 'train') return;
  report({type: 'warning', message: `${name} is marked as ${split} rows: its parts are marked anew.`});
}

function tellShared(
  {counts, first}: SharedRows,
  names: readonly string[],
  {isDropped, report}: {isDropped: boolean; report: Report},
): void {
  const found = names.flatMap((name, part) => ((counts[part] ?? 0) > 0 ? [`${String(counts[part])} in ${name}`] : []));
  if (found.length === 0) return;
  report({
    type: isDropped ? 'note' : 'warning',
    message:
      `Rows with the features and the target of a row of ${names[0] === 'fold 1' ? 'another fold' : 'an earlier part'}: ` +
      `${found.join(', ')} (first: row ${first.join(', ')}). ` +
      (isDropped ? 'Left out.' : 'A model will have seen them: leave them out with --drop-shared.'),
  });
}
