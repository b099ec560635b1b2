// The list of runs as columns.
import {mainMetric, type RunSummary} from './read-run.js';
import {requireKey, valueOf, type RunValue} from './select-runs.js';

export interface RunTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/**
 * @param keys - further facts, metrics or settings to show, each a column
 * @throws IngotError `RUNS_KEY_UNKNOWN`
 */
export function runTable(runs: readonly RunSummary[], keys: readonly string[] = []): RunTable {
  for (const key of keys) requireKey(runs, key);
  const head = ['name', 'model', 'status', 'epochs', 'best', 'valid loss', 'time', 'rows', ...keys];
  const hasReasons = runs.some(({reason}) => reason !== undefined);
  const rows = runs.map((run) => [
    run.name,
    run.model,
    run.status,
    run.epochs,
    bestOf(run),
    rounded(run.validLoss),
    run.seconds === null ? null : formatSeconds(run.seconds),
    run.rows,
    ...keys.map((key) => plain(valueOf(run, key))),
    ...(hasReasons ? [shortened(run.reason ?? '')] : []),
  ]);
  return {head: hasReasons ? [...head, 'reason'] : head, rows};
}

/** A list is for the eye: the whole reason is in `runs show` and in the JSON. */
function shortened(text: string, limit = 100): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}

function bestOf(run: RunSummary): string | null {
  const name = mainMetric(run);
  return name === undefined ? null : `${name} ${String(rounded(run.metrics[name] ?? null))}`;
}

function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(5));
}

function plain(value: RunValue): string | number | null {
  return typeof value === 'boolean' ? String(value) : typeof value === 'number' ? rounded(value) : value;
}

/** `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min` */
export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${String(Math.round(seconds))} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${String(minutes)} min ${String(Math.floor(seconds % 60))} s`;
  return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
}
