// Moments of the numbers in tensors, by channel. One pass; results do not depend on how the rows were cut into batches.
import {cellSize, isMissingCell} from './batches.js';
import type {NumberColumn} from './types.js';

export interface Moments {
  /** Numbers seen. */
  count: number;
  mean: number;
  /** Σ (x − mean)² */
  squares: number;
  min: number;
  max: number;
}

function empty(): Moments {
  return {count: 0, mean: 0, squares: 0, min: Infinity, max: -Infinity};
}

/** Chan, Golub, LeVeque, 1979. */
function mergeInto(into: Moments, {count, mean, squares, min, max}: Readonly<Moments>): void {
  const total = into.count + count;
  if (count === 0) return;
  const delta = mean - into.mean;
  into.mean += (delta * count) / total;
  into.squares += squares + (delta * delta * into.count * count) / total;
  into.count = total;
  into.min = Math.min(into.min, min);
  into.max = Math.max(into.max, max);
}

/**
 * Cells of rank 3 are taken for channels × height × width, with moments for each channel; cells whose last axis has names
 * have moments for each name; all others have one set of moments for all their numbers.
 */
export class TensorStatistics {
  readonly channels: readonly Moments[];
  private readonly width: number;

  /** Numbers of a channel lie so far apart. */
  private readonly stride: number;

  /** @param names - how many names the last axis has, if any */
  constructor(
    readonly shape: readonly number[],
    names = 0,
  ) {
    this.width = cellSize(shape);
    this.stride = Math.max(1, names);
    this.channels = Array.from({length: names > 0 ? names : shape.length === 3 ? (shape[0] ?? 1) : 1}, empty);
  }

  /** Population moments over all numbers of all cells. */
  get all(): Moments {
    const whole = empty();
    for (const channel of this.channels) mergeInto(whole, channel);
    return whole;
  }

  /** @returns rows that have a value */
  add(column: NumberColumn, rowCount: number): number {
    const {width, channels, stride} = this;
    const size = width / channels.length;
    const step = stride === 1 ? size : 1;
    let present = 0;
    for (let row = 0; row < rowCount; row += 1) {
      if (isMissingCell(column, row, width)) continue;
      present += 1;
      channels.forEach((channel, index) => {
        mergeInto(channel, momentsOf(column, row * width + index * step, {size, stride}));
      });
    }
    return present;
  }

  toJSON(): Record<keyof Moments, number | null>[] {
    return this.channels.map(({count, mean, squares, min, max}) => ({
      ...{count, mean, squares},
      min: count === 0 ? null : min,
      max: count === 0 ? null : max,
    }));
  }

  /** Takes in what {@link toJSON} gave. @throws Error where the number of channels differs */
  load(channels: readonly Readonly<Record<keyof Moments, number | null>>[]): void {
    if (channels.length !== this.channels.length) throw new Error('another number of channels');
    channels.forEach(({count, mean, squares, min, max}, index) => {
      const moments = {count: count ?? 0, mean: mean ?? 0, squares: squares ?? 0};
      mergeInto(this.channels[index] ?? empty(), {...moments, min: min ?? Infinity, max: max ?? -Infinity});
    });
  }

  merge(other: TensorStatistics): void {
    this.channels.forEach((channel, index) => mergeInto(channel, other.channels[index] ?? empty()));
  }
}

function momentsOf(
  column: NumberColumn,
  start: number,
  {size, stride}: {readonly size: number; readonly stride: number},
): Moments {
  const end = start + size * stride;
  let sum = 0;
  let min = Infinity;
  let max = -Infinity;
  for (let at = start; at < end; at += stride) {
    const value = column[at] ?? NaN;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const mean = sum / size;
  let squares = 0;
  for (let at = start; at < end; at += stride) squares += ((column[at] ?? NaN) - mean) ** 2;
  return {count: size, mean, squares, min, max};
}

/** Population standard deviation. */
export function deviationOf({count, squares}: Readonly<Moments>): number {
  return count === 0 ? NaN : Math.sqrt(squares / count);
}
