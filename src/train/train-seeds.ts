// Several trainings that differ by their seed: how much of a result is luck.
import {existsSync, mkdirSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {fileError, removeEmptyFolders, writeFileAtomic} from '../core/index.js';
import {CONFIG_FILE} from './config.js';
import {trainError} from './errors.js';
import type {TrainResult} from './messages.js';
import {isBetter} from './monitor.js';
import {refuseOccupied} from './run-folder.js';
import {train, type TrainHooks, type TrainOptions} from './train.js';

export const SEEDS_FILE = 'seeds.json';

export interface Spread {
  readonly mean: number;
  /** Of a sample: divided by n − 1. */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
}

export interface SeedsResult {
  /** The folder of the runs as it was named. */
  readonly run: string;
  readonly seeds: readonly number[];
  /** Over the runs: losses, metrics of the validation, epochs, seconds. */
  readonly spread: Readonly<Record<string, Spread>>;
  /** The run folder that is best by what was monitored, or by the training loss without validation rows. */
  readonly best: string;
  readonly bestBy: string;
  readonly runs: readonly TrainResult[];
}

/** The first seed where none is asked for: folders are counted from 1. */
const FIRST_SEED = 1;

/**
 * Trains one after another into `<out>/seed-<seed>`, then writes `<out>/seeds.json`. The seed decides the order of rows
 * and what dropout drops; the first weights are the model's in every run.
 *
 * @throws IngotError `RUN_EXISTS`, `TRAIN_OPTION_INVALID` for rows from a pipe, and what `train` throws
 */
export async function trainSeeds(options: TrainOptions, count: number, hooks: TrainHooks): Promise<SeedsResult> {
  const {out, data, valid = [], seed = FIRST_SEED, force = false} = options;
  if ([...data, ...valid].includes('-'))
    throw trainError(
      'TRAIN_OPTION_INVALID',
      "--seeds reads the rows once a run, so they cannot be standard input ('-').",
    );
  const seeds = Array.from({length: count}, (_, index) => seed + index);
  const folderOf = (one: number): string => join(out, `seed-${String(one)}`);
  refuseOther(
    out,
    seeds.map((one) => `seed-${String(one)}`),
  );
  for (const one of seeds) refuseOccupied(folderOf(one), force);
  let madeFolder: string | undefined;
  try {
    madeFolder = mkdirSync(out, {recursive: true});
  } catch (error) {
    throw fileError(error, out);
  }
  const runs: TrainResult[] = [];
  try {
    for (const [index, one] of seeds.entries()) {
      hooks.report({type: 'note', message: `Seed ${String(one)} (${String(index + 1)} of ${String(count)}).`});
      runs.push(await train({...options, out: folderOf(one), seed: one}, hooks));
    }
  } finally {
    // Nothing was trained where the first one was refused.
    if (madeFolder !== undefined) removeEmptyFolders(out, madeFolder);
  }
  const result = summarize(out, seeds, runs);
  // Relative paths: the folder can be moved.
  const named = {...result, run: '.', best: `seed-${String(seeds[runs.findIndex(({run}) => run === result.best)])}`};
  const files = runs.map((one, index) => {
    const rest = Object.entries(one).filter(([name]) => name !== 'model');
    return {...Object.fromEntries(rest), run: `seed-${String(seeds[index])}`};
  });
  writeFileAtomic(join(out, SEEDS_FILE), `${JSON.stringify({...named, runs: files}, null, 2)}\n`);
  return result;
}

function refuseOther(out: string, folders: readonly string[]): void {
  if (!existsSync(out)) return;
  const others = readdirSync(out).filter((name) => !folders.includes(name) && name !== SEEDS_FILE);
  if (others.length === 0) return;
  throw trainError('RUN_EXISTS', `${out}: expected a new folder for the runs, but '${others[0] ?? ''}' is in it.`, {
    hints: [
      others.includes(CONFIG_FILE)
        ? 'It is a run itself: name another --out.'
        : 'Name a new or an empty folder with --out.',
    ],
    data: {folder: out},
  });
}

function summarize(out: string, seeds: readonly number[], runs: readonly TrainResult[]): SeedsResult {
  const values = runs.map(({trainLoss, validLoss, validMetrics, epochs, seconds}) => ({
    ...(trainLoss === null ? {} : {trainLoss}),
    ...(validLoss === null ? {} : {validLoss}),
    ...validMetrics,
    epochs,
    seconds,
  }));
  const names = Object.keys(values[0] ?? {});
  const spread = names.map((name): [string, Spread] => {
    const numbers = values.map((row) => (row as Record<string, number>)[name] ?? NaN);
    return [name, spreadOf(numbers.filter((value) => !Number.isNaN(value)))];
  });
  const monitor = runs[0]?.monitor ?? {name: 'train loss', better: 'lower' as const};
  const valueOf = ({monitor: watched, trainLoss}: TrainResult): number => watched?.value ?? trainLoss ?? NaN;
  const best = runs.reduce((one, other) => (isBetter(monitor, valueOf(other), valueOf(one)) ? other : one));
  const bestBy = runs[0]?.monitor ? `valid ${monitor.name}` : monitor.name;
  return {run: out, seeds, spread: Object.fromEntries(spread), best: best.run, bestBy, runs};
}

/** Mean and sample deviation by two passes, so that nothing cancels. */
export function spreadOf(values: readonly number[]): Spread {
  const {length: count} = values;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {mean, deviation: Math.sqrt(squares / (count - 1)), min: Math.min(...values), max: Math.max(...values)};
}

/** For people. */
export function describeSeeds({seeds, spread, best, bestBy, runs}: SeedsResult): string {
  const number = (value: number): string => String(Number(value.toPrecision(6)));
  const lines = Object.entries(spread).map(([name, {mean, deviation, min, max}]) => [
    name,
    `${number(mean)} ± ${number(deviation)}`,
    `(${number(min)} to ${number(max)})`,
  ]);
  const widths = [0, 1].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const table = lines.map(([name = '', mean = '', range = '']) =>
    `${name.padEnd(widths[0] ?? 0)}  ${mean.padEnd(widths[1] ?? 0)}  ${range}`.trimEnd(),
  );
  return [
    `${String(runs.length)} runs, seeds ${String(seeds[0])} to ${String(seeds.at(-1))}: mean ± deviation (range)`,
    ...table,
    `best by ${bestBy}: ${best}`,
  ].join('\n');
}
