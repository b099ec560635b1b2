// `data split`: every row in exactly one of train, valid and test.
import {ignoreEvents, Random, type Report} from '../core/index.js';
import {spoolDataset, takeRows, type Dataset, type Field, type SplitName} from '../data/index.js';
import {unknownColumn} from './clean.js';
import {deriveDataset} from './derived-dataset.js';
import {prepareError} from './errors.js';

export const SPLIT_NAMES = ['train', 'valid', 'test'] as const satisfies readonly SplitName[];

/** Values with too few rows are named up to this many, then counted. */
const MAX_TOLD = 5;

export interface SplitOptions {
  /** Shares of train, valid and test; two numbers are train and test. */
  readonly ratios: readonly number[];
  /** A column whose values are spread evenly; `'auto'`: a target with classes; `'none'`. */
  readonly stratify: string;
  readonly seed: number;
  /** Split rows with fitted stages all the same. */
  readonly allowFitted?: boolean | undefined;
  readonly workDir?: string | undefined;
  readonly report?: Report | undefined;
}

export interface SplitPart {
  readonly split: SplitName;
  readonly rowCount: number;
  /** Read it while the `Split` is open. */
  readonly dataset: Dataset;
}

export interface Split {
  readonly parts: readonly SplitPart[];
  close(): Promise<void>;
}

/**
 * Sizes are exact (largest remainder). A row's part depends on (rows, ratios, stratify, seed) only. Rows keep their
 * order. Holds a number for each row in memory.
 *
 * @throws IngotError `SPLIT_RATIOS`, `SPLIT_FITTED`, `SPLIT_TOO_SMALL`, `COLUMN_MISSING`
 */
export async function splitDataset(source: Dataset, options: SplitOptions): Promise<Split> {
  const {report = ignoreEvents} = options;
  const ratios = checkRatios(options.ratios);
  refuseFitted(source, options.allowFitted === true);
  const dataset = await spoolDataset(source, options.workDir);
  const field = stratifyField(dataset, options.stratify);
  const strata = await readStrata(dataset, field);
  const sizes = exactSizes(strata.rowCount, ratios);
  sizes.forEach((size, part) => {
    if (size === 0 && (ratios[part] ?? 0) > 0) throw tooSmall(dataset, strata.rowCount, SPLIT_NAMES[part] ?? '');
  });
  const partOf = assignParts(strata.groups, sizes, new Random(options.seed).derive('split'));
  for (const message of smallStrata(strata.groups, partOf, sizes, field)) report({type: 'warning', message});
  const parts = SPLIT_NAMES.map((split, part) => ({
    split,
    rowCount: sizes[part] ?? 0,
    dataset: partDataset(dataset, {split, part, partOf}),
  })).filter(({rowCount}) => rowCount > 0);
  return {parts, close: () => dataset.close()};
}

function checkRatios(ratios: readonly number[]): number[] {
  const [train = 0, second = 0, third = 0] = ratios;
  const shares = ratios.length === 2 ? [train, 0, second] : [train, second, third];
  const sum = shares.reduce((total, share) => total + share, 0);
  const isRight = shares.every((share) => share >= 0) && shares.filter((share) => share > 0).length >= 2;
  if ((ratios.length === 2 || ratios.length === 3) && isRight && Math.abs(sum - 1) < 1e-6) return shares;
  throw prepareError(
    'SPLIT_RATIOS',
    `--ratios expects two or three shares that add up to 1, got '${ratios.join(',')}'.`,
    {
      hints: ['Three are train, valid and test: --ratios 0.8,0.1,0.1.', 'Two are train and test: --ratios 0.8,0.2.'],
    },
  );
}

function refuseFitted({schema, name}: Dataset, isAllowed: boolean): void {
  const [stage] = schema.metadata.stages;
  if (!stage || isAllowed) return;
  throw prepareError(
    'SPLIT_FITTED',
    `${name} has a stage '${stage.transform}' fitted on all its rows: after a split, the held-out rows would have shaped the training rows.`,
    {hints: ['Split first, then fit on train.arrow.', 'Or split all the same: --allow-fitted.']},
  );
}

function stratifyField({schema, name: where}: Dataset, stratify: string): Field | undefined {
  if (stratify === 'none') return undefined;
  if (stratify !== 'auto') {
    const field = schema.fields.find(({name}) => name === stratify);
    if (!field) throw unknownColumn(stratify, schema.fields, where);
    return field;
  }
  const target = schema.fields.find(({role}) => role === 'target');
  return target && target.kind !== 'numeric' && target.kind !== 'datetime' && target.kind !== 'text'
    ? target
    : undefined;
}

interface Strata {
  readonly rowCount: number;
  /** Value → its rows (0-based), values in sorted order. */
  readonly groups: ReadonlyMap<string, readonly number[]>;
}

async function readStrata(dataset: Dataset, field: Field | undefined): Promise<Strata> {
  const index = field ? dataset.schema.fields.indexOf(field) : -1;
  const groups = new Map<string, number[]>();
  let rowCount = 0;
  for await (const batch of dataset.batches())
    for (let row = 0; row < batch.rowCount; row += 1) {
      const key = field ? String(batch.columns[index]?.[row] ?? '') : '';
      const group = groups.get(key);
      if (group) group.push(rowCount);
      else groups.set(key, [rowCount]);
      rowCount += 1;
    }
  return {rowCount, groups: new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)))};
}

/** Whole numbers nearest to the shares that add up to the total: largest remainders first, earlier parts on ties. */
export function exactSizes(total: number, ratios: readonly number[]): number[] {
  const exact = ratios.map((ratio) => ratio * total);
  // A share such as 0.1 × 30 must not lose a row to its last binary digit.
  const sizes = exact.map((size) => Math.floor(size + 1e-9));
  const left = total - sizes.reduce((sum, size) => sum + size, 0);
  exact
    .map((size, part) => ({part, remainder: size - (sizes[part] ?? 0)}))
    .sort((a, b) => b.remainder - a.remainder || a.part - b.part)
    .slice(0, Math.max(0, left))
    .forEach(({part}) => {
      sizes[part] = (sizes[part] ?? 0) + 1;
    });
  return sizes;
}

/**
 * Lays the strata end to end, each shuffled, and deals the rows out so that at every point each part has had its share
 * (to within a row or so). Sizes come out exact, and every stratum, being a stretch of that line, is shared alike.
 */
function assignParts(
  groups: ReadonlyMap<string, readonly number[]>,
  sizes: readonly number[],
  random: Random,
): Uint8Array {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const partOf = new Uint8Array(total);
  const dealt = sizes.map(() => 0);
  let count = 0;
  for (const [key, rows] of groups) {
    const order = random.derive(key).permutation(rows.length);
    for (const position of order) {
      count += 1;
      // The part furthest behind its share; it is behind by more than nothing, so it never gets more than its size.
      let part = 0;
      sizes.forEach((size, candidate) => {
        const behind = (which: number, of: number): number => of * count - (dealt[which] ?? 0) * total;
        if (behind(candidate, size) > behind(part, sizes[part] ?? 0)) part = candidate;
      });
      dealt[part] = (dealt[part] ?? 0) + 1;
      partOf[rows[position] ?? 0] = part;
    }
  }
  return partOf;
}

function smallStrata(
  groups: ReadonlyMap<string, readonly number[]>,
  partOf: Uint8Array,
  sizes: readonly number[],
  field: Field | undefined,
): string[] {
  if (!field) return [];
  const wanted = sizes.flatMap((size, part) => (size > 0 ? [part] : []));
  const messages = [...groups].flatMap(([value, rows]) => {
    const present = new Set(rows.map((row) => partOf[row]));
    const absent = wanted.filter((part) => !present.has(part)).map((part) => SPLIT_NAMES[part] ?? '');
    if (absent.length === 0) return [];
    const label = value === '' ? 'a missing value' : `'${value}'`;
    return [
      `Column '${field.name}': ${label} has only ${String(rows.length)} ${rows.length === 1 ? 'row' : 'rows'}, none in ${absent.join(' and ')}.`,
    ];
  });
  if (messages.length <= MAX_TOLD) return messages;
  const rest = messages.length - MAX_TOLD;
  return [
    ...messages.slice(0, MAX_TOLD),
    `Column '${field.name}': ${String(rest)} more values have too few rows to be in every part. Does it have classes?`,
  ];
}

function tooSmall({name}: Dataset, rowCount: number, part: string): Error {
  return prepareError('SPLIT_TOO_SMALL', `${name} has ${String(rowCount)} rows: too few to give any to ${part}.`, {
    hints: ['Use other --ratios, or more rows.'],
  });
}

function partDataset(
  source: Dataset,
  {split, part, partOf}: {split: SplitName; part: number; partOf: Uint8Array},
): Dataset {
  const schema = {...source.schema, metadata: {...source.schema.metadata, split}};
  const derived = deriveDataset(source, schema, async function* (ledger) {
    let first = 0;
    for await (const batch of source.batches()) {
      const rows: number[] = [];
      for (let row = 0; row < batch.rowCount; row += 1) if (partOf[first + row] === part) rows.push(row);
      first += batch.rowCount;
      const elsewhere = batch.rowCount - rows.length;
      if (elsewhere > 0) ledger.record({action: 'dropped', reason: 'in another part', count: elsewhere});
      ledger.keep(rows.length);
      if (rows.length > 0) yield takeRows(batch, rows);
    }
  });
  // The source is shared by the parts: `Split.close` closes it.
  return {
    ...derived,
    get ledger() {
      return derived.ledger;
    },
    close: () => Promise.resolve(),
  };
}
