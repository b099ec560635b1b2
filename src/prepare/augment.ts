// `data augment`: more training rows from those there are. The given rows come first, unchanged.
import {ignoreEvents, Random, type Report} from '../core/index.js';
import {
  collectStatistics,
  spoolDataset,
  takeRows,
  type Batch,
  type ColumnData,
  type Dataset,
  type DatasetSchema,
} from '../data/index.js';
import {deriveDataset} from './derived-dataset.js';
import {prepareError} from './errors.js';

export interface AugmentOptions {
  /** Normal noise on numeric features of added rows, in units of each column's deviation; 0: none. */
  readonly jitter: number;
  /** Added copies of every row. */
  readonly copies: number;
  /** Rows of rarer classes are repeated until all classes are as frequent as the commonest. */
  readonly balance: boolean;
  readonly seed: number;
  readonly workDir?: string | undefined;
  readonly report?: Report | undefined;
}

/**
 * The same rows and seed give the same result, whatever the size of batches. Holds a number per row when balancing.
 *
 * @throws IngotError `AUGMENT_HELD_OUT` for valid and test rows, `TARGET_MISSING`, `PREPARE_OPTION`
 */
export async function augmentDataset(source: Dataset, options: AugmentOptions): Promise<Dataset> {
  const {report = ignoreEvents} = options;
  checkSplit(source, report);
  if (options.copies === 0 && !options.balance)
    throw prepareError('PREPARE_OPTION', 'Nothing to add: --copies is 0 and --balance is not set.', {
      hints: ['For instance --jitter 0.01 --copies 1, or --balance.'],
    });
  const dataset = await spoolDataset(source, options.workDir);
  const {schema} = dataset;
  const jittered = schema.fields.filter(
    ({role, kind, storage}) =>
      role === 'feature' && kind === 'numeric' && (storage === 'float64' || storage === 'float32'),
  );
  const observed = options.jitter > 0 ? jittered : [];
  const statistics = await collectStatistics(schema, observed.length > 0 ? dataset.batches() : [], observed);
  const noise = schema.fields.map(({name}) => {
    const deviation = statistics.get(name)?.deviation ?? 0;
    return Number.isFinite(deviation) ? deviation * options.jitter : 0;
  });
  const extra = options.balance ? await planBalance(dataset, options) : undefined;
  const random = new Random(options.seed).derive('augment');
  return deriveDataset(dataset, schema, async function* (ledger) {
    for await (const batch of dataset.batches()) {
      ledger.keep(batch.rowCount);
      yield batch;
    }
    for (let copy = 1; copy <= options.copies; copy += 1) {
      const addNoise = createNoise(schema, noise, random.derive('copy', copy));
      for await (const batch of dataset.batches()) {
        ledger.record({action: 'added', reason: 'copy with noise', count: batch.rowCount});
        yield addNoise(batch);
      }
    }
    if (!extra) return;
    const addNoise = createNoise(schema, noise, random.derive('balance'));
    let first = 0;
    for await (const batch of dataset.batches()) {
      const rows: number[] = [];
      for (let row = 0; row < batch.rowCount; row += 1)
        for (let n = extra[first + row] ?? 0; n > 0; n -= 1) rows.push(row);
      first += batch.rowCount;
      ledger.record({action: 'added', reason: 'repeated for balance', count: rows.length});
      if (rows.length > 0) yield addNoise(takeRows(batch, rows));
    }
  });
}

function checkSplit({schema, name}: Dataset, report: Report): void {
  const {split} = schema.metadata;
  if (split === undefined)
    report({
      type: 'note',
      message: `${name} is not marked as training rows. Augment after the split, and only train.arrow.`,
    });
  if (split === undefined || split === 'train') return;
  throw prepareError('AUGMENT_HELD_OUT', `${name} is marked as ${split} rows, which must stay as they are.`, {
    hints: ['Augment train.arrow only.'],
  });
}

/** How many more times each row is taken: equal shares within a class, the rest by lot. */
async function planBalance(dataset: Dataset, {copies, seed}: AugmentOptions): Promise<Uint32Array> {
  const {fields} = dataset.schema;
  const index = fields.findIndex(({role}) => role === 'target');
  const target = fields[index];
  if (!target)
    throw prepareError('TARGET_MISSING', `${dataset.name}: --balance needs a target column, but there is none.`);
  if (target.kind === 'numeric' || target.kind === 'datetime')
    throw prepareError(
      'PREPARE_OPTION',
      `--balance needs a target with classes, but '${target.name}' is ${target.kind}.`,
    );
  const groups = new Map<string, number[]>();
  let rowCount = 0;
  for await (const batch of dataset.batches())
    for (let row = 0; row < batch.rowCount; row += 1) {
      const label = batch.columns[index]?.[row] ?? null;
      if (label !== null && !Number.isNaN(label)) {
        const group = groups.get(String(label));
        if (group) group.push(rowCount);
        else groups.set(String(label), [rowCount]);
      }
      rowCount += 1;
    }
  const most = Math.max(0, ...[...groups.values()].map(({length}) => length));
  const extra = new Uint32Array(rowCount);
  for (const [label, rows] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const needed = (most - rows.length) * (copies + 1);
    const share = Math.floor(needed / rows.length);
    for (const row of rows) extra[row] = share;
    const order = new Random(seed).derive('augment', 'balance', label).permutation(rows.length);
    for (const position of order.subarray(0, needed - share * rows.length)) {
      const row = rows[position] ?? 0;
      extra[row] = (extra[row] ?? 0) + 1;
    }
  }
  return extra;
}

/** Adds noise to rows in their order; a stream of numbers per column, so that batches do not matter. */
function createNoise({fields}: DatasetSchema, scales: readonly number[], random: Random): (batch: Batch) => Batch {
  const streams = fields.map(({name}) => random.derive(name));
  return (batch) => ({
    rowCount: batch.rowCount,
    columns: batch.columns.map((column, index): ColumnData => {
      const scale = scales[index] ?? 0;
      const stream = streams[index];
      if (scale === 0 || !stream || Array.isArray(column)) return column;
      return column.map((value) => value + stream.normal() * scale);
    }),
  });
}
