// Sorting and filtering runs by anything they are known by: a fact, a metric or a setting.
import {nearest} from '../core/index.js';
import {metrics} from '../eval/index.js';
import {runsError} from './errors.js';
import type {RunSummary} from './read-run.js';

export type RunValue = number | string | boolean | null;

const FACTS: Readonly<Record<string, (run: RunSummary) => RunValue>> = {
  name: (run) => run.name,
  status: (run) => run.status,
  model: (run) => run.model,
  epochs: (run) => run.epochs,
  steps: (run) => run.steps,
  rows: (run) => run.rows,
  seconds: (run) => run.seconds,
  started: (run) => run.started,
  device: (run) => run.device,
  'train-loss': (run) => run.trainLoss,
  'valid-loss': (run) => run.validLoss,
};

/** What a run says to a key; null where it has nothing. A fact goes before a metric, that before a setting. */
export function valueOf(run: RunSummary, key: string): RunValue {
  const fact = FACTS[key];
  return fact ? fact(run) : (run.metrics[key] ?? run.settings[key] ?? null);
}

/** @throws IngotError `RUNS_KEY_UNKNOWN`, with the nearest name, when no run knows the key */
export function requireKey(runs: readonly RunSummary[], key: string): void {
  const known = new Set([...Object.keys(FACTS), ...metrics.names()]);
  for (const run of runs)
    for (const name of [...Object.keys(run.metrics), ...Object.keys(run.settings)]) known.add(name);
  if (known.has(key)) return;
  const near = nearest(key, [...known]);
  throw runsError('RUNS_KEY_UNKNOWN', `No run has a '${key}'.`, {
    hints: [...(near === undefined ? [] : [`Did you mean '${near}'?`]), `Known here: ${[...known].join(', ')}.`],
  });
}

const LOSSES = new Set(['train-loss', 'valid-loss']);

/** Whether more of it is better; undefined for what is neither good nor bad. */
export function betterDirection(key: string): 'higher' | 'lower' | undefined {
  return LOSSES.has(key) ? 'lower' : metrics.find(key)?.better;
}

/**
 * Sorts by a key: metrics and losses the best first, anything else ascending; runs without a value come last either way.
 *
 * @throws IngotError `RUNS_KEY_UNKNOWN`
 */
export function sortRuns(
  runs: readonly RunSummary[],
  key: string,
  options: {readonly reverse?: boolean | undefined} = {},
): RunSummary[] {
  requireKey(runs, key);
  const sign = (betterDirection(key) === 'higher' ? -1 : 1) * (options.reverse === true ? -1 : 1);
  return [...runs].sort((a, b) => {
    const [left, right] = [valueOf(a, key), valueOf(b, key)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return sign * compareValues(left, right);
  });
}

function compareValues(a: Exclude<RunValue, null>, b: Exclude<RunValue, null>): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

const COMPARE = {
  '>=': (order: number) => order >= 0,
  '<=': (order: number) => order <= 0,
  '!=': (order: number) => order !== 0,
  '>': (order: number) => order > 0,
  '<': (order: number) => order < 0,
  '=': (order: number) => order === 0,
} as const;

/**
 * Keeps the runs for which every condition holds: `accuracy>=0.8`, `optimizer=adam`, `status!=complete`. A run without
 * a value for the key meets no condition but `!=`.
 *
 * @throws IngotError `RUNS_FILTER`, `RUNS_KEY_UNKNOWN`
 */
export function filterRuns(runs: readonly RunSummary[], conditions: readonly string[]): RunSummary[] {
  const tests = conditions.map((text) => parseCondition(runs, text));
  return runs.filter((run) => tests.every((test) => test(run)));
}

function parseCondition(runs: readonly RunSummary[], text: string): (run: RunSummary) => boolean {
  const [, key = '', operator = '', wanted = ''] = /^\s*([\w-]+)\s*(>=|<=|!=|>|<|=)\s*(.+?)\s*$/.exec(text) ?? [];
  if (key === '')
    throw runsError('RUNS_FILTER', `A filter is KEY, one of >= <= > < = !=, and a value; got '${text}'.`, {
      hints: ["For example --filter 'accuracy>=0.8' (quoted: the shell reads > as a redirection)."],
    });
  requireKey(runs, key);
  const holds = COMPARE[operator as keyof typeof COMPARE];
  const number = Number(wanted);
  return (run) => {
    const value = valueOf(run, key);
    if (value === null) return operator === '!=';
    if (typeof value !== 'number') return holds(compareValues(String(value), wanted));
    if (Number.isNaN(number))
      throw runsError('RUNS_FILTER', `'${text.trim()}': '${key}' is a number, and '${wanted}' is none.`);
    return holds(value - number);
  };
}
