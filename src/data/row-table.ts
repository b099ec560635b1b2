// A set of rows, given as words, in an open table: each different row once, in the order first seen.
const FIRST_ENTRIES = 1 << 10;
/** Words of a piece of the store; longer rows have a piece of their own. */
const PIECE_WORDS = 1 << 16;

export class RowTable {
  size = 0;
  private table = new Int32Array(FIRST_ENTRIES * 2);
  private hashes = new Int32Array(FIRST_ENTRIES);
  private pieces: Int32Array[] = [];
  /** Of each row: its piece, where it begins in it, and its length. */
  private places = new Int32Array(FIRST_ENTRIES * 3);
  private positions = new Float64Array(FIRST_ENTRIES);
  private used = PIECE_WORDS;
  private heldWords = 0;

  /** Bytes of the rows and of what finds them, about. */
  get sizeBytes(): number {
    return this.heldWords * 4 + this.size * 40;
  }

  /** @returns false where the row is there already; bytes are compared, not hashes */
  add(words: Int32Array, start: number, end: number, {hash, position}: {hash: number; position: number}): boolean {
    const slot = this.slotOf(words, start, end, hash);
    if (this.table[slot] !== 0) return false;
    if (this.size === this.hashes.length) {
      this.grow();
      return this.add(words, start, end, {hash, position});
    }
    const length = end - start;
    if (this.used + length > PIECE_WORDS) {
      this.pieces.push(new Int32Array(Math.max(PIECE_WORDS, length)));
      this.used = 0;
    }
    const piece = this.pieces.length - 1;
    this.pieces[piece]?.set(words.subarray(start, end), this.used);
    this.places.set([piece, this.used, length], this.size * 3);
    this.hashes[this.size] = hash;
    this.positions[this.size] = position;
    this.used += length;
    this.heldWords += length;
    this.size += 1;
    this.table[slot] = this.size;
    return true;
  }

  has(words: Int32Array, start: number, end: number, hash: number): boolean {
    return this.table[this.slotOf(words, start, end, hash)] !== 0;
  }

  /** Each row once more, in the order first seen. */
  forEach(use: (words: Int32Array, hash: number, position: number) => void): void {
    for (let entry = 0; entry < this.size; entry += 1)
      use(this.wordsOf(entry), this.hashes[entry] ?? 0, this.positions[entry] ?? 0);
  }

  private wordsOf(entry: number): Int32Array {
    const at = this.places[entry * 3 + 1] ?? 0;
    const piece = this.pieces[this.places[entry * 3] ?? 0] ?? new Int32Array();
    return piece.subarray(at, at + (this.places[entry * 3 + 2] ?? 0));
  }

  /** Where the row is, or would be. */
  private slotOf(words: Int32Array, start: number, end: number, hash: number): number {
    const mask = this.table.length - 1;
    let slot = hash & mask;
    for (; this.table[slot] !== 0; slot = (slot + 1) & mask) {
      const entry = (this.table[slot] ?? 0) - 1;
      if (this.hashes[entry] === hash && this.isEqual(entry, words, start, end)) break;
    }
    return slot;
  }

  private isEqual(entry: number, words: Int32Array, start: number, end: number): boolean {
    if (this.places[entry * 3 + 2] !== end - start) return false;
    const piece = this.pieces[this.places[entry * 3] ?? 0];
    if (!piece) return false;
    for (let at = start, other = this.places[entry * 3 + 1] ?? 0; at < end; at += 1, other += 1)
      if (words[at] !== piece[other]) return false;
    return true;
  }

  private grow(): void {
    const entries = this.hashes.length * 2;
    const larger = <T extends Int32Array | Float64Array>(old: T, made: T): T => {
      made.set(old);
      return made;
    };
    this.hashes = larger(this.hashes, new Int32Array(entries));
    this.places = larger(this.places, new Int32Array(entries * 3));
    this.positions = larger(this.positions, new Float64Array(entries));
    this.table = new Int32Array(entries * 2);
    const mask = this.table.length - 1;
    for (let entry = 0; entry < this.size; entry += 1) {
      let slot = (this.hashes[entry] ?? 0) & mask;
      while (this.table[slot] !== 0) slot = (slot + 1) & mask;
      this.table[slot] = entry + 1;
    }
  }
}
