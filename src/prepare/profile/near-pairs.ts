// Pairs among many that are likely alike: those that share a bucket. Each is checked; groups are joined pair by pair.
import {Groups} from './groups.js';

/** In a bucket each is compared with so many before it: a bucket of all rows would else take hours. */
const MAX_COMPARED = 32;

export interface NearPair {
  readonly a: number;
  readonly b: number;
  readonly similarity: number;
}

export interface NearSearch {
  readonly count: number;
  /** Buckets of each, one for each band. */
  readonly bands: number;
  readonly bucketOf: (index: number, band: number) => number;
  /** How alike two are; undefined below the threshold. */
  readonly compare: (a: number, b: number) => number | undefined;
}

/** Groups of those that are alike, and for each join the pair that made it. */
export function nearPairs({count, bands, bucketOf, compare}: NearSearch): {groups: number[][]; pairs: NearPair[]} {
  const groups = new Groups(count);
  const pairs: NearPair[] = [];
  for (let band = 0; band < bands; band += 1) {
    const buckets = new Map<number, number[]>();
    for (let index = 0; index < count; index += 1) {
      const bucket = bucketOf(index, band);
      const members = buckets.get(bucket);
      if (!members) {
        buckets.set(bucket, [index]);
        continue;
      }
      for (const other of members.slice(-MAX_COMPARED)) {
        if (groups.find(other) === groups.find(index)) continue;
        const similarity = compare(other, index);
        if (similarity === undefined) continue;
        groups.join(other, index);
        pairs.push({a: other, b: index, similarity});
      }
      members.push(index);
    }
  }
  return {groups: groups.list(), pairs};
}
