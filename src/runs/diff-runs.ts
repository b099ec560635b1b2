// Two finished runs beside each other, in groups: what they were told, on which rows, where, and what came out. A
// difference of two metrics is given only where both were measured on the same rows.
import {canonicalJson} from '../core/index.js';
import {loadRun, type Manifest} from '../train/index.js';
import {settingsOf} from './read-run.js';
import {betterDirection} from './select-runs.js';

type Fact = string | number | boolean | null;

export interface DiffRow {
  readonly key: string;
  readonly a: Fact;
  readonly b: Fact;
  readonly differs: boolean;
}

export interface MetricRow extends DiffRow {
  /** `b − a`; null where one is absent or they cannot be compared. */
  readonly delta: number | null;
  /** Which run is better by it; absent where neither is. */
  readonly better?: 'a' | 'b';
  /** Why there is no delta: `not comparable: different validation rows`. */
  readonly note?: string;
}

export interface RunDiff {
  readonly a: string;
  readonly b: string;
  readonly configuration: readonly DiffRow[];
  readonly data: readonly DiffRow[];
  readonly environment: readonly DiffRow[];
  readonly metrics: readonly MetricRow[];
}

/** Settings about the machine: they stand under the environment. */
const MACHINE_SETTINGS = new Set(['device', 'threads', 'memory', 'checkpoint-every', 'max-time']);

/** @throws IngotError `RUN_NOT_FOUND` (also for a run that is not finished), `RUN_INVALID` */
export function diffRuns(a: string, b: string): RunDiff {
  const [left, right] = [loadRun(a).manifest, loadRun(b).manifest];
  const facts = (factsOf: (manifest: Manifest) => Readonly<Record<string, Fact>>): DiffRow[] =>
    pairUp(factsOf(left), factsOf(right));
  return {
    a,
    b,
    configuration: facts(configurationOf),
    data: facts(dataOf),
    environment: facts(environmentOf),
    metrics: metricRows(left, right),
  };
}

function pairUp(a: Readonly<Record<string, Fact>>, b: Readonly<Record<string, Fact>>): DiffRow[] {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.map((key) => {
    const [left, right] = [a[key] ?? null, b[key] ?? null];
    return {key, a: left, b: right, differs: left !== right};
  });
}

function configurationOf({config, result}: Manifest): Record<string, Fact> {
  const settings = Object.entries(settingsOf(config)).filter(([name]) => !MACHINE_SETTINGS.has(name));
  return {...Object.fromEntries(settings), loss: result.loss};
}

function dataOf({model, data, valid, initFrom}: Manifest): Record<string, Fact> {
  const part = (name: string, rows: Manifest['data']): Record<string, Fact> => ({
    [`${name} sha256`]: rows.sha256,
    [`${name} rows`]: rows.rows,
  });
  const weights: Record<string, Fact> = initFrom ? {'first weights sha256': initFrom.sha256} : {};
  return {'model sha256': model.sha256, ...weights, ...part('train', data), ...(valid ? part('valid', valid) : {})};
}

/** What the bytes of a result may depend on beside what the run was told. */
export function environmentOf(
  manifest: Pick<Manifest, 'versions' | 'platform' | 'device' | 'threads' | 'flushesDenormals' | 'convBlock'>,
): Record<string, Fact> {
  const {versions, platform, device, threads, flushesDenormals, convBlock} = manifest;
  return {
    ...versions,
    platform,
    device,
    threads,
    'flushes subnormals': flushesDenormals,
    'conv block': convBlock ?? null,
  };
}

function metricRows(a: Manifest, b: Manifest): MetricRow[] {
  const counts = pairUp(countsOf(a), countsOf(b)).map((row) => ({...row, delta: difference(row.a, row.b)}));
  const train = pairUp({'train-loss': a.result.trainLoss}, {'train-loss': b.result.trainLoss});
  const loss = pairUp({'valid-loss': a.result.validLoss}, {'valid-loss': b.result.validLoss});
  const metrics = pairUp(a.result.validMetrics, b.result.validMetrics);
  const rowsNote = a.valid?.sha256 === b.valid?.sha256 ? undefined : 'different validation rows';
  const lossNote = whyLossesDiffer(a, b);
  return [
    ...train.map((row) => judged(row, lossNote)),
    ...loss.map((row) => judged(row, rowsNote ?? lossNote)),
    ...metrics.map((row) => judged(row, rowsNote)),
    ...counts,
  ];
}

/** The formula a loss is: its name, its options and the weights of the classes. */
function lossOf({result, config}: Manifest): string {
  return canonicalJson([result.loss, result.lossOptions, config.classWeight, config.rowWeights]);
}

/** Losses are in the space of the prepared target, which the training rows decide. */
function whyLossesDiffer(a: Manifest, b: Manifest): string | undefined {
  if (lossOf(a) !== lossOf(b)) return 'different losses';
  return a.data.sha256 === b.data.sha256 ? undefined : 'different training rows';
}

function judged(row: DiffRow, note: string | undefined): MetricRow {
  if (row.a === null || row.b === null) return {...row, delta: null};
  if (note !== undefined) return {...row, delta: null, note: `not comparable: ${note}`};
  const delta = difference(row.a, row.b);
  const direction = betterDirection(row.key);
  if (delta === null || delta === 0 || direction === undefined) return {...row, delta};
  return {...row, delta, better: delta > 0 === (direction === 'higher') ? 'b' : 'a'};
}

function difference(a: Fact, b: Fact): number | null {
  return typeof a === 'number' && typeof b === 'number' ? b - a : null;
}

function countsOf({result, timings, peakMemoryBytes}: Manifest): Record<string, Fact> {
  const {epochs, steps, bestEpoch, reason} = result;
  return {
    epochs,
    steps,
    'best-epoch': bestEpoch,
    ended: reason,
    'train-seconds': timings.trainSeconds,
    'peak-memory-bytes': peakMemoryBytes,
  };
}

export interface DiffTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** The groups as tables; groups in which nothing differs are left out unless all is asked for. */
export function diffTables(diff: RunDiff, options: {readonly all: boolean}): DiffTable[] {
  const shown = <Row extends DiffRow>(rows: readonly Row[]): Row[] => rows.filter((row) => options.all || row.differs);
  const groups = (['configuration', 'data', 'environment'] as const).map((title) => ({
    title,
    head: ['key', diff.a, diff.b],
    rows: shown(diff[title]).map(({key, a, b}) => [key, plain(a), plain(b)]),
  }));
  const metrics = {
    title: 'metrics',
    head: ['key', diff.a, diff.b, 'delta', 'note'],
    rows: shown(diff.metrics).map((row) => [row.key, plain(row.a), plain(row.b), row.delta, noteOf(diff, row)]),
  };
  return [...groups, metrics].filter(({rows}) => rows.length > 0);
}

function noteOf(diff: RunDiff, {better, note}: MetricRow): string {
  return note ?? (better === undefined ? '' : `${diff[better]} is better`);
}

function plain(value: Fact): string | number | null {
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? `${value.slice(0, 12)}…` : value;
}
