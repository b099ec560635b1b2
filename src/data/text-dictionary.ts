// The different texts of a column, where they are few: work that depends on a text alone (counting, encoding, looking up,
// hashing) is then done once for each text instead of once for each row. Kept beside the column, which stays what it is.

export interface TextDictionary {
  /** Each text once, in the order first seen. */
  readonly values: readonly string[];
  /** For each row the place of its text, −1 where it has none. */
  readonly codes: Int32Array;
}

/** Columns with more texts than this, or with more than one for every other row, have no dictionary. */
const MAX_TEXTS = 4096;
/** Rows after which the share of different texts is looked at. */
const TRIAL_ROWS = 1024;
const TABLE_BITS = 13;
/** Longer texts are seldom the same. */
const MAX_BYTES = 64;

const dictionaries = new WeakMap<readonly (string | null)[], TextDictionary | null>();

function areMany(texts: number, rows: number): boolean {
  return texts > MAX_TEXTS || (rows >= TRIAL_ROWS && texts > rows >> 1);
}

/** The dictionary of a column that is not written to any more; undefined where it would save nothing. */
export function dictionaryOf(column: readonly (string | null)[]): TextDictionary | undefined {
  const known = dictionaries.get(column);
  if (known !== undefined) return known ?? undefined;
  const made = build(column);
  dictionaries.set(column, made ?? null);
  return made;
}

function build(column: readonly (string | null)[]): TextDictionary | undefined {
  const places = new Map<string, number>();
  const codes = new Int32Array(column.length);
  for (let row = 0; row < column.length; row += 1) {
    const text = column[row] ?? null;
    const place = text === null ? -1 : places.get(text);
    codes[row] = place ?? places.size;
    if (place !== undefined || text === null) continue;
    places.set(text, places.size);
    if (areMany(places.size, row)) return undefined;
  }
  return areMany(places.size, Math.max(column.length, TRIAL_ROWS)) ? undefined : {values: [...places.keys()], codes};
}

/** A column of a dictionary's texts, with the dictionary beside it. */
export function columnOfDictionary(dictionary: TextDictionary): (string | null)[] {
  const {values, codes} = dictionary;
  const column = new Array<string | null>(codes.length);
  for (let row = 0; row < codes.length; row += 1) column[row] = values[codes[row] ?? -1] ?? null;
  dictionaries.set(column, dictionary);
  return column;
}

/**
 * Finds equal cells among bytes, so that each different one is decoded once.
 *
 * @param offsets - one more than there are rows
 * @param isMissing - which rows have no text
 * @returns undefined where there are too many different ones
 */
export function dictionaryOfBytes(
  bytes: Buffer,
  offsets: Int32Array,
  isMissing: (row: number) => boolean,
): TextDictionary | undefined {
  const rowCount = offsets.length - 1;
  const table = new Int32Array(1 << TABLE_BITS).fill(-1);
  const mask = table.length - 1;
  const firsts: number[] = [];
  const codes = new Int32Array(rowCount);
  for (let row = 0; row < rowCount; row += 1) {
    if (isMissing(row)) {
      codes[row] = -1;
      continue;
    }
    const start = offsets[row] ?? 0;
    const end = offsets[row + 1] ?? 0;
    if (end - start > MAX_BYTES) return undefined;
    // FNV-1a, Fowler, Noll, Vo.
    let hash = 0x811c9dc5;
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const place = table[slot] ?? -1;
      if (place === -1) {
        if (areMany(firsts.length + 1, row)) return undefined;
        table[slot] = firsts.length;
        codes[row] = firsts.length;
        firsts.push(row);
        break;
      }
      const first = firsts[place] ?? 0;
      const from = offsets[first] ?? 0;
      if ((offsets[first + 1] ?? 0) - from === end - start && areEqual(bytes, from, start, end)) {
        codes[row] = place;
        break;
      }
      slot = (slot + 1) & mask;
    }
  }
  return {values: firsts.map((row) => bytes.toString('utf8', offsets[row], offsets[row + 1])), codes};
}

/** Whether the bytes from `one` on are those from `start` to `end`. */
function areEqual(bytes: Uint8Array, one: number, start: number, end: number): boolean {
  for (let at = start, other = one; at < end; at += 1, other += 1) if (bytes[at] !== bytes[other]) return false;
  return true;
}
