// Texts and pictures of a sample that are nearly another's.
import {bandsOf, BANDS, jaccard, piecesOf} from './min-hash.js';
import {nearPairs, type NearPair} from './near-pairs.js';
import {correlationOf, distanceOf, HASH_BANDS, hashBand, type Thumbnails} from './thumbnails.js';

export interface NearDuplicates {
  readonly column: string;
  readonly kind: 'text' | 'image';
  /** In words: what is compared, and how candidates are found. */
  readonly method: string;
  /** Similarity from which two are nearly the same. */
  readonly threshold: number;
  /** Rows that were compared: all, or an even sample. */
  readonly rows: number;
  readonly isSampled: boolean;
  /** Rows whose text is exactly that of an earlier row; pictures are not told apart like this. */
  readonly identical: number | null;
  readonly groups: number;
  /** Rows in groups, identical ones counted once. */
  readonly rowsInGroups: number;
  readonly largest: number;
  /** Groups whose rows have different targets; null without a target. */
  readonly conflicts: number | null;
  /** The likest pairs, 1-based rows. */
  readonly examples: readonly {readonly rows: readonly [number, number]; readonly similarity: number}[];
}

export interface NearContext {
  readonly column: string;
  /** 1-based row of each that is held. */
  readonly positions: ArrayLike<number>;
  readonly isSampled: boolean;
  /** Of each that is held. */
  readonly target: ArrayLike<string | number | null> | undefined;
}

const TEXT_THRESHOLD = 0.8;
/** Shorter texts, as of tickets and codes, differ in what matters when they differ at all. */
const LEAST_PIECES = 20;
const IMAGE_THRESHOLD = 0.99;
const MAX_BITS = 5;
const EXAMPLES = 5;

/** @param texts - of rows of a sample */
export function nearTexts(texts: readonly (string | null)[], context: NearContext): NearDuplicates {
  const firsts = new Map<string, number>();
  let present = 0;
  texts.forEach((text, index) => {
    if (text === null) return;
    present += 1;
    if (!firsts.has(text)) firsts.set(text, index);
  });
  const distinct: {index: number; text: string; bands: Uint32Array}[] = [];
  for (const [text, index] of firsts) {
    const pieces = piecesOf(text);
    if (pieces.length > 0) distinct.push({index, text, bands: bandsOf(pieces)});
  }
  // One text is compared with many in a row.
  let last: {readonly index: number; readonly pieces: Uint32Array} = {index: -1, pieces: new Uint32Array(0)};
  const pieces = (index: number): Uint32Array => piecesOf(distinct[index]?.text ?? '');
  const found = nearPairs({
    count: distinct.length,
    bands: BANDS,
    bucketOf: (index, band) => distinct[index]?.bands[band] ?? 0,
    compare: (a, b) => {
      if (last.index !== b) last = {index: b, pieces: pieces(b)};
      const similarity = jaccard(pieces(a), last.pieces);
      const isLong = last.pieces.length >= LEAST_PIECES;
      return similarity >= (isLong ? TEXT_THRESHOLD : 1) ? similarity : undefined;
    },
  });
  return {
    ...told(found, distinct.map(({index}) => index), context), // prettier-ignore
    kind: 'text',
    method:
      'Jaccard of pieces of 5 characters, candidates by MinHash of 20 bands × 6; texts under 24 characters must agree but for case and marks',
    threshold: TEXT_THRESHOLD,
    rows: present,
    identical: present - firsts.size,
  };
}

/** @param thumbnails - of rows of a sample */
export function nearImages(thumbnails: Thumbnails, context: NearContext): NearDuplicates {
  const held = thumbnails.shown(context.positions.length);
  const found = nearPairs({
    count: held.length,
    bands: HASH_BANDS,
    bucketOf: (index, band) => hashBand(thumbnails.hash(held[index] ?? 0), band),
    compare: (a, b) => {
      const [x, y] = [held[a] ?? 0, held[b] ?? 0];
      if (distanceOf(thumbnails.hash(x), thumbnails.hash(y)) > MAX_BITS) return undefined;
      const similarity = correlationOf(thumbnails.thumbnail(x), thumbnails.thumbnail(y));
      return similarity >= IMAGE_THRESHOLD ? similarity : undefined;
    },
  });
  return {
    ...told(found, held, context),
    kind: 'image',
    method: 'correlation of 16×16 thumbnails, candidates by perceptual hash (DCT, at most 5 of 64 bits apart)',
    threshold: IMAGE_THRESHOLD,
    rows: held.length,
    identical: null,
  };
}

function told(
  {groups, pairs}: {groups: readonly number[][]; pairs: readonly NearPair[]},
  places: readonly number[],
  {column, positions, isSampled, target}: NearContext,
): Pick<NearDuplicates, 'column' | 'isSampled' | 'groups' | 'rowsInGroups' | 'largest' | 'conflicts' | 'examples'> {
  const rowOf = (index: number): number => positions[places[index] ?? 0] ?? 0;
  const differs = (group: readonly number[]): boolean =>
    new Set(group.map((index) => target?.[places[index] ?? 0] ?? null)).size > 1;
  const likest = [...pairs].sort((x, y) => y.similarity - x.similarity || rowOf(x.b) - rowOf(y.b)).slice(0, EXAMPLES);
  return {
    column,
    isSampled,
    groups: groups.length,
    rowsInGroups: groups.reduce((sum, {length}) => sum + length, 0),
    largest: groups.reduce((most, {length}) => Math.max(most, length), 0),
    conflicts: target ? groups.filter(differs).length : null,
    examples: likest.map(({a, b, similarity}) => ({
      rows: [Math.min(rowOf(a), rowOf(b)), Math.max(rowOf(a), rowOf(b))],
      similarity,
    })),
  };
}
