// Loss and metrics of a model on rows with a known target.
import type {Report} from '../core/index.js';
import {ignoreEvents} from '../core/index.js';
import type {Dataset} from '../data/index.js';
import {
  bindDataset,
  createTargetReader,
  openForModel,
  prepareError,
  runModelOnDataset,
  type Task,
} from '../prepare/index.js';
import type {Device} from '../runtime/index.js';
import {Confusion} from './confusion.js';
import type {ScoredRows} from './define.js';
import {evalError} from './errors.js';
import {createLossMeter} from './loss-meter.js';
import {measureRows, type MetricResults} from './measure-rows.js';
import {createRowCollector, scoredOutput} from './row-collector.js';
import type {SignedModel} from './signed-model.js';

export interface EvaluateOptions {
  /** Rows with the target: raw or prepared; a path, several, or `'-'`. */
  readonly data: string | readonly string[];
  readonly device?: Device | undefined;
  readonly threads?: number | undefined;
  readonly batchSize?: number | undefined;
  readonly report?: Report | undefined;
}

export interface EvalResult {
  /** Rows that were measured. */
  readonly rows: number;
  /** Mean loss, in training space. */
  readonly loss: number;
  readonly metrics: MetricResults;
  /** Classification: row = true class, column = predicted class. */
  readonly confusion?: {readonly classes: readonly string[]; readonly counts: readonly (readonly number[])[]};
  readonly task: Task;
  readonly lossName: string;
  /** Rows that could not be measured. */
  readonly skipped: {readonly missingTarget: number; readonly missingValue: number};
}

/**
 * Evaluates in original units; 95 % intervals as in `measureRows`.
 *
 * @throws IngotError `TARGET_MISSING`, `UNKNOWN_CLASS`, `EVAL_NO_ROWS`, `EVAL_NON_FINITE`, and what opening and binding throw
 */
export async function evaluate(subject: SignedModel, options: EvaluateOptions): Promise<EvalResult> {
  const {report = ignoreEvents} = options;
  const dataset = await openForModel(options.data, subject.signature, {report});
  try {
    return await evaluateDataset(subject, dataset, options);
  } finally {
    await dataset.close();
  }
}

async function evaluateDataset(subject: SignedModel, dataset: Dataset, options: EvaluateOptions): Promise<EvalResult> {
  const {signature} = subject;
  const {report = ignoreEvents} = options;
  const {rows, loss, skipped} = await scoreDataset(subject, dataset, options);
  const count = rows.task === 'classification' ? rows.labels.length : rows.targets.length;
  if (skipped.missingTarget + skipped.missingValue > 0)
    report({
      type: 'warning',
      message:
        `${dataset.name}: ${String(skipped.missingTarget)} rows without a target and ` +
        `${String(skipped.missingValue)} without a value the model needs were left out.`,
    });
  requireUsable(rows, count, dataset.name);
  return {
    rows: count,
    loss,
    metrics: measureRows(rows),
    ...(rows.task === 'classification'
      ? {confusion: {classes: rows.classes, counts: new Confusion(rows, new Uint32Array(count).fill(1)).toArray()}}
      : {}),
    task: signature.task,
    lossName: signature.loss,
    skipped,
  };
}

interface Scored {
  readonly rows: ScoredRows;
  readonly loss: number;
  readonly skipped: EvalResult['skipped'];
}

async function scoreDataset(
  {model, signature}: SignedModel,
  dataset: Dataset,
  {device, threads, batchSize, report = ignoreEvents}: EvaluateOptions,
): Promise<Scored> {
  const {target} = bindDataset(signature, dataset);
  if (!target)
    throw prepareError(
      'TARGET_MISSING',
      `${dataset.name}: expected the target column '${signature.target.name}', but there is none.`,
      {
        hints: ["Evaluation needs rows whose answer is known; for others use 'ingot predict'."],
      },
    );
  const reader = await createTargetReader(signature, target, {
    name: dataset.name,
    stages: dataset.schema.metadata.stages,
  });
  const outputs = [...new Set([scoredOutput(signature), signature.logits])];
  const collector = createRowCollector(signature);
  const skipped = {missingTarget: 0, missingValue: 0};
  let meter: Awaited<ReturnType<typeof createLossMeter>> | undefined;
  let done = 0;
  try {
    for await (const {batch, outputs: found, valid} of runModelOnDataset(model, signature, dataset, {
      device,
      threads,
      batchSize,
      outputs,
    })) {
      const targets = await reader.read(batch);
      const kept: number[] = [];
      for (let row = 0; row < batch.rowCount; row += 1)
        if (targets.present[row] === 0) skipped.missingTarget += 1;
        else if (valid[row] === 0) skipped.missingValue += 1;
        else kept.push(row);
      collector.add(found, targets, kept);
      const logits = found[signature.logits];
      if (logits) {
        meter ??= await createLossMeter(signature, logits.dims[1] ?? 1);
        await meter.add(logits, targets.values, kept);
      }
      done += batch.rowCount;
      report({type: 'progress', label: 'evaluating', done, total: dataset.rowCount});
    }
    return {rows: collector.finish(), loss: meter?.mean() ?? NaN, skipped};
  } finally {
    await meter?.close();
    await reader.close();
  }
}

function requireUsable(rows: ScoredRows, count: number, name: string): void {
  if (count === 0)
    throw evalError('EVAL_NO_ROWS', `${name}: expected rows with a target, but there is none.`, {
      hints: ["Look at the rows with 'ingot data head'."],
    });
  const values = rows.task === 'classification' ? rows.probabilities : rows.predictions;
  const bad = values.findIndex((value: number) => !Number.isFinite(value));
  if (bad < 0) return;
  const row = rows.task === 'classification' ? Math.floor(bad / rows.classes.length) : bad;
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
