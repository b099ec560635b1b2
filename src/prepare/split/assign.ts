// Which part each row goes to: rows dealt out one by one, or whole groups.
import type {Random} from '../../core/index.js';
import type {Stratum} from './strata.js';

/** Whole numbers nearest to the shares that add up to the total: largest remainders first, earlier parts on ties. */
export function exactSizes(total: number, ratios: readonly number[]): number[] {
  const exact = ratios.map((ratio) => ratio * total);
  // A share such as 0.1 × 30 must not lose a row to its last binary digit.
  const sizes = exact.map((size) => Math.floor(size + 1e-9));
  const left = total - sizes.reduce((sum, size) => sum + size, 0);
  exact
    .map((size, part) => ({part, remainder: size - (sizes[part] ?? 0)}))
    .sort((a, b) => b.remainder - a.remainder || a.part - b.part)
    .slice(0, Math.max(0, left))
    .forEach(({part}) => {
      sizes[part] = (sizes[part] ?? 0) + 1;
    });
  return sizes;
}

/**
 * Lays the strata end to end, each shuffled, and deals the rows out so that at every point each part has had its share
 * (to within a row or so). Sizes come out exact, and every stratum, being a stretch of that line, is shared alike.
 *
 * @param random - each stratum derives a stream of its own
 * @returns the part of each row
 */
export function dealRows(strata: readonly Stratum[], sizes: readonly number[], random: Random): Uint16Array {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const partOf = new Uint16Array(total);
  const dealt = sizes.map(() => 0);
  let count = 0;
  for (const {key, rows} of strata) {
    const order = random.derive(key).permutation(rows.length);
    for (const position of order) {
      count += 1;
      // The part furthest behind its share; it is behind by more than nothing, so it never gets more than its size.
      let part = 0;
      sizes.forEach((size, candidate) => {
        const behind = (which: number, of: number): number => of * count - (dealt[which] ?? 0) * total;
        if (behind(candidate, size) > behind(part, sizes[part] ?? 0)) part = candidate;
      });
      dealt[part] = (dealt[part] ?? 0) + 1;
      partOf[rows[position] ?? 0] = part;
    }
  }
  return partOf;
}

/**
 * Deals whole groups out: larger ones first (by powers of two, in random order within one), each to the part where the
 * rows of each stratum then come nearest to what is wanted. The measure is Pearson's Σ (has − wanted)² / wanted over
 * strata, which treats small and large parts alike.
 *
 * @param groups - rows of each group
 * @param strata - with one stratum only sizes count
 * @param sizes - rows wanted in each part; parts of size 0 get nothing
 * @returns the part of each row
 */
export function dealGroups(
  groups: readonly (readonly number[])[],
  strata: readonly Stratum[],
  {sizes, random}: {sizes: readonly number[]; random: Random},
): Uint16Array {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const partOf = new Uint16Array(total);
  const stratumOf = new Uint32Array(total);
  strata.forEach(({rows}, stratum) => {
    for (const row of rows) stratumOf[row] = stratum;
  });
  const wanted = sizes.map((size) => strata.map(({rows}) => (rows.length * size) / total));
  const has = sizes.map(() => strata.map(() => 0));
  const scale = (group: number): number => Math.floor(Math.log2(groups[group]?.length ?? 1));
  const order = Array.from(random.permutation(groups.length)).sort((a, b) => scale(b) - scale(a));
  for (const group of order) {
    const rows = groups[group] ?? [];
    const counts = new Map<number, number>();
    for (const row of rows) counts.set(stratumOf[row] ?? 0, (counts.get(stratumOf[row] ?? 0) ?? 0) + 1);
    let best = -1;
    let least = Infinity;
    sizes.forEach((size, part) => {
      if (size === 0) return;
      let change = 0;
      for (const [stratum, count] of counts) {
        const aim = wanted[part]?.[stratum] ?? 1;
        change += (count * (count + 2 * ((has[part]?.[stratum] ?? 0) - aim))) / aim;
      }
      if (change < least) [best, least] = [part, change];
    });
    const chosen = has[best];
    for (const [stratum, count] of counts) if (chosen) chosen[stratum] = (chosen[stratum] ?? 0) + count;
    for (const row of rows) partOf[row] = best;
  }
  return partOf;
}
