// A model over rows with a known target: what it said, what was right, what each row counts.
import {ignoreEvents, invariant, type Report} from '../core/index.js';
import type {Dataset} from '../data/index.js';
import {
  bindDataset,
  createTargetReader,
  openForModel,
  prepareError,
  runModelOnDataset,
  type ModelSignature,
} from '../prepare/index.js';
import type {Device} from '../runtime/index.js';
import type {Decision} from './class-rows.js';
import type {ScoredRows} from './define.js';
import {evalError} from './errors.js';
import {extraRules, rawColumn} from './extra-columns.js';
import {createLossMeter} from './loss-meter.js';
import {createRowCollector} from './row-collector.js';
import {rowCountOf} from './row-sample.js';
import type {SignedModel} from './signed-model.js';
import {parseSlice, type SliceColumn} from './slices.js';

export interface ScoreOptions {
  /** Rows with the target: raw or prepared; a path, several, or `'-'`. */
  readonly data: string | readonly string[];
  readonly device?: Device | undefined;
  readonly threads?: number | undefined;
  readonly batchSize?: number | undefined;
  readonly report?: Report | undefined;
  /** Columns whose values are taken along, to slice by; see `parseSlice`. */
  readonly by?: readonly string[] | undefined;
  /** Column that says how much each row counts; default: the one whose role is weight. */
  readonly weight?: string | undefined;
  /** False: every row counts once, whatever the roles say. */
  readonly rowWeights?: boolean | undefined;
}

export interface Scored {
  readonly rows: ScoredRows;
  /** Mean loss, in training space. */
  readonly loss: number;
  /** Rows that could not be measured. */
  readonly skipped: {readonly missingTarget: number; readonly missingValue: number};
  /** `[N]` place in the data of each row measured, from 0. */
  readonly positions: readonly number[];
  /** Values of the columns to slice by, one a row measured. */
  readonly by: readonly SliceColumn[];
  /** The column with the weights, where there is one. */
  readonly weight: string | undefined;
  /** Name of the data, for messages. */
  readonly name: string;
}

/**
 * @throws IngotError `TARGET_MISSING`, `UNKNOWN_CLASS`, `EVAL_COLUMN`, `EVAL_WEIGHT`, `EVAL_NO_ROWS`,
 *   `EVAL_NON_FINITE`, and what opening and binding throw
 */
export async function scoreRows(subject: SignedModel, decision: Decision, options: ScoreOptions): Promise<Scored> {
  const {data, by = [], weight, report = ignoreEvents} = options;
  const {signature} = subject;
  const known = [...signature.inputs.map(({name}) => name), signature.target.name];
  const extra = [
    ...(weight === undefined ? [] : extraRules([weight], signature, 'numeric', 'weight')),
    ...extraRules(
      by.map((word) => parseSlice(word, known).name).filter((name) => name !== weight),
      signature,
      'category',
      'ignored',
    ),
  ];
  const dataset = await openForModel(data, signature, {extra, report});
  try {
    const scored = await scoreDataset(subject, dataset, {...options, decision});
    requireUsable(scored);
    return scored;
  } finally {
    await dataset.close();
  }
}

interface DatasetOptions extends ScoreOptions {
  readonly decision: Decision;
}

async function scoreDataset(
  {model, signature}: SignedModel,
  dataset: Dataset,
  options: DatasetOptions,
): Promise<Scored> {
  const {device, threads, batchSize, report = ignoreEvents, decision} = options;
  const reader = await openTargets(signature, dataset);
  const collector = await createRowCollector(signature);
  const skipped = {missingTarget: 0, missingValue: 0};
  const positions: number[] = [];
  const columns = createSideColumns(dataset, options);
  let meter: Awaited<ReturnType<typeof createLossMeter>> | undefined;
  let done = 0;
  try {
    const run = {device, threads, batchSize, outputs: [...new Set(collector.outputs)]};
    for await (const {batch, outputs: found, valid} of runModelOnDataset(model, signature, dataset, run)) {
      const targets = await reader.read(batch);
      const kept: number[] = [];
      for (let row = 0; row < batch.rowCount; row += 1)
        if (targets.present[row] === 0) skipped.missingTarget += 1;
        else if (valid[row] === 0) skipped.missingValue += 1;
        else kept.push(row);
      await collector.add(found, targets, kept);
      const weights = columns.add(batch.columns, kept, done);
      for (const row of kept) positions.push(done + row);
      const logits = found[signature.logits];
      if (logits && !collector.loss) {
        meter ??= await createLossMeter(signature, logits.dims[1] ?? 1);
        await meter.add(logits, targets.values, kept, weights);
      }
      done += batch.rowCount;
      report({type: 'progress', label: 'evaluating', done, total: dataset.rowCount});
    }
    const left = skipped.missingTarget + skipped.missingValue;
    invariant(
      positions.length + left === done,
      `eval of ${dataset.name}: ${String(positions.length)} rows measured + ${String(left)} left out are not the ${String(done)} read`,
    );
    const rows = collector.finish({...decision, weights: columns.weights()});
    const {by, weight} = columns;
    const loss = collector.loss?.(rows.weights) ?? meter?.mean() ?? NaN;
    return {rows, loss, skipped, positions, by, weight, name: dataset.name};
  } finally {
    await meter?.close();
    await collector.close?.();
    await reader.close();
  }
}

/** The target of a dataset. @throws IngotError `TARGET_MISSING` */
function openTargets(signature: ModelSignature, dataset: Dataset): ReturnType<typeof createTargetReader> {
  const {target} = bindDataset(signature, dataset);
  if (!target)
    throw prepareError(
      'TARGET_MISSING',
      `${dataset.name}: expected the target column '${signature.target.name}', but there is none.`,
      {
        hints: ["Evaluation needs rows whose answer is known; for others use 'ingot predict'."],
      },
    );
  const {field} = target;
  if (field.shape !== undefined && ['classification', 'regression'].includes(signature.task))
    throw prepareError(
      'KIND_MISMATCH',
      `${dataset.name}: the labels of '${field.name}' are mixed, so no row has a class.`,
      {
        hints: ['Evaluate on the rows as they were before data augment --mixup.'],
      },
    );
  return createTargetReader(signature, target, {name: dataset.name, stages: dataset.schema.metadata.stages});
}

interface SideColumns {
  readonly by: readonly SliceColumn[];
  readonly weight: string | undefined;
  /** Takes the rows kept of a batch. @returns their weights, where rows have any */
  add(
    columns: readonly ArrayLike<string | number | null>[],
    kept: readonly number[],
    firstRow: number,
  ): number[] | undefined;
  weights(): Float64Array | undefined;
}

function createSideColumns(dataset: Dataset, options: DatasetOptions): SideColumns {
  const {by = []} = options;
  const name = weightColumnOf(dataset, options);
  const weightColumn = name === undefined ? undefined : rawColumn(dataset, name, '--weight');
  if (weightColumn && weightColumn.field.kind !== 'numeric')
    throw evalError(
      'EVAL_WEIGHT',
      `${dataset.name}: weights are numbers, but column '${name ?? ''}' is ${weightColumn.field.kind}.`,
    );
  const names = dataset.schema.fields.map((field) => field.name);
  const sliced = [...new Set(by)].map((word) => {
    const {name: column, bins} = parseSlice(word, names);
    const {index, field} = rawColumn(dataset, column, '--by');
    return {index, name: column, kind: field.kind, values: [] as (string | number | null)[], bins};
  });
  const weights: number[] = [];
  return {
    by: sliced,
    weight: name,
    add(columns, kept, firstRow) {
      for (const {index, values} of sliced) for (const row of kept) values.push(columns[index]?.[row] ?? null);
      if (!weightColumn) return undefined;
      const found = kept.map((row) => Number(columns[weightColumn.index]?.[row]));
      const bad = found.findIndex((value) => !(value >= 0));
      if (bad >= 0)
        throw evalError(
          'EVAL_WEIGHT',
          `${dataset.name}, row ${String(firstRow + (kept[bad] ?? 0) + 1)}: the weight in '${name ?? ''}' is ` +
            `${Number.isNaN(found[bad]) ? 'missing' : String(found[bad])}; expected a number of at least 0.`,
          {hints: ['Repair the column, or give it another role at import.']},
        );
      for (const value of found) weights.push(value);
      return found;
    },
    weights: () => (weightColumn ? Float64Array.from(weights) : undefined),
  };
}

/** @throws IngotError `EVAL_OPTION` when a column of weights is named and weights are not wanted */
function weightColumnOf({schema}: Dataset, {weight, rowWeights = true, report}: ScoreOptions): string | undefined {
  const inRole = schema.fields.find(({role}) => role === 'weight')?.name;
  if (rowWeights) return weight ?? inRole;
  if (weight !== undefined)
    throw evalError('EVAL_OPTION', `--weight ${weight} names weights, but --no-row-weights wants none.`, {
      hints: ['Leave one of them out.'],
    });
  if (inRole === undefined)
    report?.({type: 'note', message: 'No column has role weight, so --no-row-weights changes nothing.'});
  return undefined;
}

function requireUsable({rows, name, weight}: Scored): void {
  if (rowCountOf(rows) === 0)
    throw evalError('EVAL_NO_ROWS', `${name}: expected rows with a target, but there is none.`, {
      hints: ["Look at the rows with 'ingot data head'."],
    });
  if (rows.weights?.every((value) => value === 0) === true)
    throw evalError('EVAL_WEIGHT', `${name}: the weights in '${weight ?? ''}' are 0 in every row that was measured.`);
  const values = scoresOf(rows);
  const bad = values.findIndex((value: number) => !Number.isFinite(value));
  if (bad < 0) return;
  const row = Math.floor(bad / (values.length / rowCountOf(rows)));
  throw evalError(
    'EVAL_NON_FINITE',
    `${name}: the model gives ${String(values[bad])} for row ${String(row + 1)} of those measured.`,
    {
      hints: [
        'Weights or inputs have overflowed: train again with a smaller --learning-rate, or look for extreme values.',
      ],
    },
  );
}

/** What the model said, as many numbers for each row. */
function scoresOf(rows: ScoredRows): Float32Array | Float64Array {
  if (rows.task === 'regression') return rows.predictions;
  return rows.task === 'language-model' ? rows.entropies : rows.probabilities;
}
