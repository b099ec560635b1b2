// The known name closest to a misspelled one, for "did you mean" hints.
import {distance} from 'fastest-levenshtein';

/** @returns the nearest of `known`, or `undefined` when none is within a third of the length (at least 2 edits) */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(name.length / 3));
  const ranked = known
    .map((candidate) => ({candidate, edits: distance(name.toLowerCase(), candidate.toLowerCase())}))
    .filter(({edits}) => edits <= limit)
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.candidate;
}
