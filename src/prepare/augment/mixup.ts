// Rows mixed with other rows, their targets with them.
import type {Random} from '../../core/index.js';
import {
  columnWidth,
  ColumnStatistics,
  concatBatches,
  takeRows,
  type Batch,
  type ColumnData,
  type Dataset,
  type Field,
} from '../../data/index.js';
import {classesOf, fitStage} from '../../transforms/index.js';
import {applyStages} from '../apply-stages.js';
import {notPrepared} from '../stage-graph.js';
import {preparedFeatures} from './smote.js';
import {prepareError} from '../errors.js';

/** Rows given at a time. */
const CHUNK_ROWS = 4096;

/**
 * @returns positions of the columns that are mixed: numbers and the target
 * @throws IngotError `NOT_PREPARED`, `TARGET_MISSING`, `PREPARE_OPTION` for token ids, which cannot be mixed
 */
export function mixedColumns({schema, name}: Pick<Dataset, 'schema' | 'name'>): number[] {
  const {numbers} = preparedFeatures(schema);
  const tokens = schema.fields.find((field) => field.role === 'feature' && field.shape && field.storage === 'int32');
  if (tokens)
    throw prepareError('PREPARE_OPTION', `--mixup mixes numbers, but '${tokens.name}' holds token ids.`, {
      hints: ['Use --balance, which repeats rows.'],
      data: {column: tokens.name},
    });
  const index = schema.fields.findIndex(({role}) => role === 'target');
  const target = schema.fields[index];
  if (!target) throw prepareError('TARGET_MISSING', `${name}: --mixup needs a target column, but there is none.`);
  if (target.kind === 'labels')
    throw prepareError('PREPARE_OPTION', `--mixup mixes numbers and classes, but '${target.name}' lists labels.`, {
      hints: ['Use --copies with --jitter.'],
    });
  if (target.storage !== 'float32' && !isClassIndex(target)) throw notPrepared([target.name]);
  return [...numbers, index];
}

function isClassIndex({storage, stage}: Field): boolean {
  return storage === 'int32' && stage !== undefined;
}

/**
 * Classes as shares, so that they can be mixed: a target of class indices becomes one of `[C]` shares, 1 for the row's own
 * class. Other targets stay as they are.
 */
export function withShares(dataset: Dataset): Dataset {
  const {fields, metadata} = dataset.schema;
  const target = fields.find(({role}) => role === 'target');
  const last = metadata.stages.find(({id}) => id === target?.stage);
  const labels = target && isClassIndex(target) && last ? classesOf(last) : undefined;
  if (!target || !labels) return dataset;
  const {name} = target;
  const statistics = new Map([[name, new ColumnStatistics()]]);
  const options = {count: labels.classes.length};
  const stage = fitStage({transform: 'one-hot', columns: [name], fields, statistics, options});
  return applyStages(dataset, [stage]);
}

/**
 * One mixed row for each row, with a partner by lot: x = w · own + (1 − w) · partner for numbers and target (see
 * {@link withShares} for classes), w the greater
 * of λ and 1 − λ, λ from Beta(α, α). Codes, 0/1 columns and the rest stay those of the row. Holds all rows in memory.
 *
 * @see Zhang, Cissé, Dauphin, Lopez-Paz, mixup: Beyond Empirical Risk Minimization (2018)
 */
export async function* mixRows(
  dataset: Dataset,
  {alpha, random}: {alpha: number; random: Random},
): AsyncGenerator<Batch> {
  const mixed = mixedColumns(dataset);
  const parts: Batch[] = [];
  for await (const batch of dataset.batches()) parts.push(batch);
  if (parts.length === 0) return;
  const all = concatBatches(parts);
  const partner = random.derive('partner').permutation(all.rowCount);
  const lot = random.derive('weight');
  for (let start = 0; start < all.rowCount; start += CHUNK_ROWS) {
    const rows = Array.from({length: Math.min(CHUNK_ROWS, all.rowCount - start)}, (_, at) => start + at);
    const weights = rows.map(() => {
      const share = beta(alpha, lot);
      return Math.max(share, 1 - share);
    });
    const {columns, rowCount} = takeRows(all, rows);
    yield {
      rowCount,
      columns: columns.map((column, index): ColumnData => {
        if (!mixed.includes(index)) return column;
        const values = all.columns[index] as Float32Array;
        const width = columnWidth(values, all.rowCount);
        return (column as Float32Array).map((own, at) => {
          const place = Math.floor(at / width);
          const weight = weights[place] ?? 1;
          const row = rows[place] ?? 0;
          const other = values[(partner[row] ?? row) * width + (at % width)] ?? NaN;
          const value = weight * own + (1 - weight) * other;
          return Number.isNaN(value) ? own : value;
        });
      }),
    };
  }
}

export function beta(alpha: number, random: Random): number {
  const [a, b] = [gamma(alpha, random), gamma(alpha, random)];
  // For a tiny alpha both may underflow: then one of the two weights is all.
  return a + b > 0 ? a / (a + b) : 1;
}

/** Gamma(shape, 1). @see Marsaglia, Tsang, A Simple Method for Generating Gamma Variables (2000) */
function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * Math.pow(1 - random.uniform(), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const z = random.normal();
    const v = (1 + c * z) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v;
  }
}
