// A split by time: what came first is trained on, what came last is tested on.
import {formatDate, type ColumnData, type Field} from '../../data/index.js';

/** A step longer than this many usual ones is a gap. */
const GAP_STEPS = 1.5;

export interface TimeOrder {
  /** Rows by their instant; equal instants in the order of the rows. */
  readonly order: Uint32Array;
  /** Positions in `order` at which another instant begins, without 0. */
  readonly edges: readonly number[];
  readonly missing: number;
}

export function orderByTime(times: ColumnData): TimeOrder {
  const at = (row: number): number => Number(times[row] ?? NaN);
  const all = Uint32Array.from({length: times.length}, (_, row) => row);
  const present = all.filter((row) => !Number.isNaN(at(row)));
  const order = present.sort((a, b) => at(a) - at(b) || a - b);
  const edges: number[] = [];
  for (let position = 1; position < order.length; position += 1)
    if (at(order[position] ?? 0) !== at(order[position - 1] ?? 0)) edges.push(position);
  return {order, edges, missing: all.length - present.length};
}

/**
 * Cuts the order into parts near the sizes asked for, only where another instant begins: rows of one instant stay on one
 * side. Each part gets at least one instant.
 *
 * @param sizes - rows wanted; parts of size 0 get nothing
 * @returns the part of each row; undefined when there are fewer instants than parts
 */
export function cutByTime({order, edges}: TimeOrder, sizes: readonly number[]): Uint16Array | undefined {
  const parts = sizes.flatMap((size, part) => (size > 0 ? [part] : []));
  if (edges.length < parts.length - 1) return undefined;
  const partOf = new Uint16Array(order.length);
  let wanted = 0;
  let start = 0;
  let firstEdge = 0;
  parts.forEach((part, at) => {
    wanted += sizes[part] ?? 0;
    const left = parts.length - 1 - at;
    let end = order.length;
    if (left > 0) {
      let chosen = firstEdge;
      for (let edge = firstEdge; edge <= edges.length - left; edge += 1)
        if (Math.abs((edges[edge] ?? 0) - wanted) < Math.abs((edges[chosen] ?? 0) - wanted)) chosen = edge;
      end = edges[chosen] ?? order.length;
      firstEdge = chosen + 1;
    }
    for (let position = start; position < end; position += 1) partOf[order[position] ?? 0] = part;
    start = end;
  });
  return partOf;
}

/** An instant, or a number where time is counted in numbers. */
export function formatInstant({kind}: Field, value: number): string {
  return kind === 'datetime' ? formatDate(value) : String(value);
}

/** What to say of a time column: rows of equal instants, and gaps in a series that is regular otherwise. */
export function describeTimes(field: Field, times: ColumnData, {order, edges}: TimeOrder): string[] {
  const messages: string[] = [];
  const shared = order.length - edges.length - 1;
  if (shared > 0)
    messages.push(
      `Column '${field.name}': ${String(shared)} ${shared === 1 ? 'row has' : 'rows have'} the same instant as an earlier row; rows of one instant stay in one part.`,
    );
  const at = (position: number): number => Number(times[order[position] ?? 0] ?? NaN);
  const starts = [0, ...edges];
  const steps = starts.slice(1).map((edge, index) => at(edge) - at(starts[index] ?? 0));
  if (steps.length < 2) return messages;
  const sorted = Float64Array.from(steps).sort();
  const usual = sorted[sorted.length >> 1] ?? 0;
  const longest = sorted.at(-1) ?? 0;
  const after = formatInstant(field, at(starts[steps.indexOf(longest)] ?? 0));
  const isRegular = steps.filter((step) => Math.abs(step - usual) <= usual * 1e-6).length * 2 >= steps.length;
  const gaps = steps.filter((step) => step > usual * GAP_STEPS).length;
  if (isRegular && gaps > 0)
    messages.push(
      `Column '${field.name}': ${String(gaps)} ${gaps === 1 ? 'gap' : 'gaps'} in steps of ${formatSpan(field, usual)}, the longest ${formatSpan(field, longest)} after ${after}.`,
    );
  if (!isRegular)
    messages.push(
      `Column '${field.name}' has no regular step: half are up to ${formatSpan(field, usual)}, the longest is ${formatSpan(field, longest)} after ${after}.`,
    );
  return messages;
}

function formatSpan({kind}: Field, span: number): string {
  if (kind !== 'datetime') return String(span);
  const [unit, size] = (
    [
      ['day', 86400],
      ['hour', 3600],
      ['minute', 60],
    ] as const
  ).find(([, seconds]) => span >= seconds) ?? ['second', 1];
  const count = Math.round((span / size) * 100) / 100;
  return `${String(count)} ${unit}${count === 1 ? '' : 's'}`;
}
