// `data redact --dry-run`: what is where, in counts, never a value.
import {columnWidth, isMissingCell, type ColumnData, type Dataset} from '../../data/index.js';
import {findIn, isSearched, kindByName, refuseStages} from './find.js';
import {requireRegion} from './plan.js';

export interface PrivacyFinding {
  readonly column: string;
  readonly kind: string;
  readonly by: 'column name' | 'content';
  /** Cells concerned, of those that have a value. */
  readonly cells: number;
  /** Places; a cell of text may hold several. */
  readonly places: number;
  readonly values: number;
}

export interface PrivacyScan {
  readonly rows: number;
  readonly findings: readonly PrivacyFinding[];
  /** Columns that hold no text and are not named after a kind. */
  readonly unsearched: readonly string[];
}

/** Reads the rows once, in the memory of a batch. @throws IngotError `ALREADY_PREPARED`, `PREPARE_OPTION` */
export async function scanPrivacy(
  dataset: Dataset,
  options: {readonly region?: string | undefined},
): Promise<PrivacyScan> {
  const {DETECTORS} = await import('./detectors/index.js');
  await requireRegion(options.region);
  refuseStages(dataset);
  const {fields} = dataset.schema;
  const named = fields.map((field) => kindByName(field, DETECTORS));
  const tallies = fields.map(() => new Map<string, {cells: number; places: number}>());
  const values = fields.map(() => 0);
  let rows = 0;
  const tally = (at: number, kinds: readonly string[]): void => {
    const found = tallies[at];
    for (const kind of new Set(kinds)) {
      const {cells, places} = found?.get(kind) ?? {cells: 0, places: 0};
      found?.set(kind, {cells: cells + 1, places: places + kinds.filter((each) => each === kind).length});
    }
  };
  const look = (column: ColumnData, at: number, row: number): void => {
    const whole = named[at];
    if (whole) tally(at, [whole.name]);
    else
      tally(
        at,
        findIn(String(column[row]), DETECTORS, options).map(({detector}) => detector.name),
      );
  };
  const looked = fields.flatMap((field, at) => (named[at] !== undefined || isSearched(field) ? [at] : []));
  for await (const {rowCount, columns} of dataset.batches()) {
    rows += rowCount;
    for (const at of looked) {
      const column = columns[at] ?? [];
      const width = columnWidth(column, rowCount);
      for (let row = 0; row < rowCount; row += 1) {
        if (isMissingCell(column, row, width)) continue;
        values[at] = (values[at] ?? 0) + 1;
        look(column, at, row);
      }
    }
  }
  const findings = fields.flatMap(({name}, at) =>
    [...(tallies[at] ?? [])].map(([kind, counts]): PrivacyFinding => ({
      column: name,
      kind,
      by: named[at] ? 'column name' : 'content',
      ...counts,
      values: values[at] ?? 0,
    })),
  );
  const unsearched = fields.flatMap(({name}, at) => (looked.includes(at) ? [] : [name]));
  return {rows, findings, unsearched};
}
