// How many values lie in each of equal intervals.

export interface Histogram {
  /** One more than there are counts, ascending. */
  readonly edges: readonly number[];
  /** Values from one edge (included) to the next (excluded; the last includes it). Whole numbers while exact. */
  readonly counts: readonly number[];
}

/** @param parts - values, and how many each stands for @param low - the least value @param high - the greatest */
export function histogramOf(
  parts: readonly {readonly values: Float64Array; readonly weight: number}[],
  bins: number,
  low: number,
  high: number,
): Histogram {
  const counts = new Array<number>(low === high ? 1 : bins).fill(0);
  const width = (high - low) / counts.length;
  for (const {values, weight} of parts)
    for (const value of values) {
      const bin = width === 0 ? 0 : Math.min(counts.length - 1, Math.floor((value - low) / width));
      counts[bin] = (counts[bin] ?? 0) + weight;
    }
  return {edges: [...counts.map((_, bin) => low + bin * width), high], counts};
}
