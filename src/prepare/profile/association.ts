// How much one column says about another, each measure between −1 and 1 or 0 and 1. Pure functions over the rows where
// both have a value.

/** Average ranks, from 1: equal values share the mean of their places. */
export function averageRanks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    const value = values[order[start] ?? 0];
    let end = start + 1;
    while (end < order.length && values[order[end] ?? 0] === value) end += 1;
    for (let at = start; at < end; at += 1) ranks[order[at] ?? 0] = (start + end + 1) / 2;
    start = end;
  }
  return ranks;
}

/** Pearson's correlation; NaN where one of them does not vary. */
export function pearson(x: Float64Array, y: Float64Array): number {
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  let [xx, yy, xy] = [0, 0, 0];
  for (let row = 0; row < x.length; row += 1) {
    const dx = (x[row] ?? 0) - mx;
    const dy = (y[row] ?? 0) - my;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xy / Math.sqrt(xx * yy);
}

/** Spearman's rank correlation. */
export function spearman(x: Float64Array, y: Float64Array): number {
  return pearson(averageRanks(x), averageRanks(y));
}

/**
 * Area under the ROC curve of a number as a score (Mann-Whitney): the chance that a row of class 1 has the greater value,
 * half counted where they are equal.
 *
 * @param isPositive - 1 or 0 for each row @returns NaN where only one class is there
 */
export function areaUnderCurve(x: Float64Array, isPositive: Uint8Array): number {
  const ranks = averageRanks(x);
  let [positives, sum] = [0, 0];
  isPositive.forEach((positive, row) => {
    if (positive === 0) return;
    positives += 1;
    sum += ranks[row] ?? 0;
  });
  return (sum - (positives * (positives + 1)) / 2) / (positives * (x.length - positives));
}

/**
 * Correlation ratio η of a number by group, corrected for the number of groups (Kelley's ε, 1935): the root of the share
 * of variance that the groups explain beyond what as many random groups would.
 *
 * @param codes - the group of each row, 0 … groups−1 @returns NaN where the number does not vary, or rows are too few
 */
export function correlationRatio(x: Float64Array, codes: Uint32Array, groups: number): number {
  const sums = new Float64Array(groups);
  const counts = new Float64Array(groups);
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
  let total = 0;
  x.forEach((value, row) => {
    const code = codes[row] ?? 0;
    sums[code] = (sums[code] ?? 0) + value - mean;
    counts[code] = (counts[code] ?? 0) + 1;
    total += (value - mean) ** 2;
  });
  const between = sums.reduce((sum, each, code) => sum + (each === 0 ? 0 : each ** 2 / (counts[code] ?? 1)), 0);
  const used = counts.filter((count) => count > 0).length;
  if (x.length <= used || total === 0) return NaN;
  return Math.sqrt(Math.max(0, 1 - ((1 - between / total) * (x.length - 1)) / (x.length - used)));
}

/**
 * Cramér's V of two categories with Bergsma's correction (2013), which is 0 on average where they are independent.
 *
 * @param a - codes 0 … aCount−1 @returns NaN where one of them does not vary
 */
export function cramersV(a: Uint32Array, aCount: number, b: Uint32Array, bCount: number): number {
  const n = a.length;
  const cells = new Float64Array(aCount * bCount);
  const rows = new Float64Array(aCount);
  const columns = new Float64Array(bCount);
  a.forEach((code, row) => {
    const other = b[row] ?? 0;
    cells[code * bCount + other] = (cells[code * bCount + other] ?? 0) + 1;
    rows[code] = (rows[code] ?? 0) + 1;
    columns[other] = (columns[other] ?? 0) + 1;
  });
  let phi2 = -1;
  cells.forEach((count, at) => {
    if (count > 0) phi2 += count ** 2 / ((rows[Math.floor(at / bCount)] ?? 1) * (columns[at % bCount] ?? 1));
  });
  const r = rows.filter((count) => count > 0).length;
  const k = columns.filter((count) => count > 0).length;
  const corrected = Math.max(0, phi2 - ((r - 1) * (k - 1)) / (n - 1));
  const least = Math.min(r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)) - 1;
  return Math.min(1, Math.sqrt(corrected / least));
}
