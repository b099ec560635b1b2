// Reading what a number of a column must lie between: [0, 1], [0, null].
import type {CheckContext} from '../define.js';

export interface Interval {
  readonly least: number;
  readonly most: number;
}

export function readInterval(given: unknown, {fail}: Pick<CheckContext, 'fail'>): Interval {
  const wanted = 'two numbers, [LEAST, MOST]; null for no bound';
  if (!Array.isArray(given) || given.length !== 2) return fail(wanted);
  const [least, most] = (given as unknown[]).map((bound, at) => {
    if (bound === null) return at === 0 ? -Infinity : Infinity;
    return typeof bound === 'number' && Number.isFinite(bound) ? bound : fail(wanted);
  }) as [number, number];
  return least <= most ? {least, most} : fail('the lesser bound first');
}

/** @returns what is found where it lies outside; NaN lies outside */
export function outside(found: number, {least, most}: Interval, what: string): string | undefined {
  if (found >= least && found <= most) return undefined;
  return Number.isNaN(found) ? 'no values' : `${what} ${String(Number(found.toPrecision(6)))}`;
}

/** Text for reports. */
export function describeInterval(given: unknown): string {
  const [least, most] = given as [number | null, number | null];
  if (least === null) return most === null ? 'of any size' : `at most ${String(most)}`;
  return most === null ? `at least ${String(least)}` : `from ${String(least)} to ${String(most)}`;
}

/** Of several named intervals. */
export function describeIntervals(given: unknown): string {
  return Object.entries(given as Readonly<Record<string, unknown>>)
    .map(([name, interval]) => `${name} ${describeInterval(interval)}`)
    .join(', ');
}

/** Reads several named intervals; at least one. */
export function readIntervals<T>(
  given: unknown,
  context: Pick<CheckContext, 'fail'>,
  readName: (name: string) => T,
): (Interval & {readonly name: T})[] {
  const entries = typeof given === 'object' && given !== null && !Array.isArray(given) ? Object.entries(given) : [];
  if (entries.length === 0) return context.fail('names with two numbers each, {NAME: [LEAST, MOST]}');
  return entries.map(([name, interval]) => ({name: readName(name), ...readInterval(interval, context)}));
}
