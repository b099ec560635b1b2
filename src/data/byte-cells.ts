// Cells as ranges of bytes: blanks around them, tokens that mean "missing", and a memory of what short cells were read as.

const BLANK = 0x20;

/** Bytes of the blank that begins at `at`, 0 where none does: what `String.trim` takes away (ECMA-262, WhiteSpace). */
export function blankAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at] ?? 0;
  if (byte < 0x80) return byte === BLANK || (byte >= 9 && byte <= 13) ? 1 : 0;
  if (byte === 0xc2) return bytes[at + 1] === 0xa0 ? 2 : 0;
  if (byte < 0xe1 || byte > 0xef) return 0;
  const second = bytes[at + 1] ?? 0;
  const third = bytes[at + 2] ?? 0;
  if (byte === 0xe2) {
    if (second === 0x81) return third === 0x9f ? 3 : 0;
    const isSpace = third <= 0x8a || third === 0xa8 || third === 0xa9 || third === 0xaf;
    return second === 0x80 && isSpace ? 3 : 0;
  }
  if (byte === 0xe1) return second === 0x9a && third === 0x80 ? 3 : 0;
  if (byte === 0xe3) return second === 0x80 && third === 0x80 ? 3 : 0;
  return byte === 0xef && second === 0xbb && third === 0xbf ? 3 : 0;
}

/** Where a range begins without the blanks in front. */
export function skipBlanks(bytes: Uint8Array, start: number, stop: number): number {
  let at = start;
  while (at < stop) {
    const size = blankAt(bytes, at);
    if (size === 0 || at + size > stop) break;
    at += size;
  }
  return at;
}

/** Where a range ends without the blanks behind. */
export function dropBlanks(bytes: Uint8Array, start: number, stop: number): number {
  let at = stop;
  while (at > start) {
    const last = bytes[at - 1] ?? 0;
    if (last < 0x80) {
      if (last !== BLANK && (last < 9 || last > 13)) break;
      at -= 1;
    } else if (at - 3 >= start && blankAt(bytes, at - 3) === 3) at -= 3;
    else if (at - 2 >= start && blankAt(bytes, at - 2) === 2) at -= 2;
    else break;
  }
  return at;
}

/** A set of short texts that ranges of bytes are looked up in. */
export class TokenSet {
  readonly maxBytes: number;
  private readonly tokens: readonly Uint8Array[];
  /** 1 for each byte that one of them begins with. */
  private readonly begins = new Uint8Array(256);

  /** @param tokens - the empty one is left out */
  constructor(tokens: readonly string[]) {
    this.tokens = tokens.filter((token) => token !== '').map((token) => Buffer.from(token));
    this.maxBytes = this.tokens.reduce((most, {byteLength}) => Math.max(most, byteLength), 0);
    for (const token of this.tokens) this.begins[token[0] ?? 0] = 1;
  }

  has(bytes: Uint8Array, start: number, stop: number): boolean {
    const size = stop - start;
    if (size > this.maxBytes || this.begins[bytes[start] ?? 0] === 0) return false;
    return this.tokens.some(
      (token) => token.byteLength === size && token.every((byte, at) => byte === bytes[start + at]),
    );
  }
}

/** Longer cells seldom come again. */
export const KEY_BYTES = 32;

/** Where a {@link CellMemory} keeps what it knows; the kernel of the fast reader looks into those of words. */
export interface MemoryPlaces<Value> {
  /** {@link KEY_BYTES} for each place, whose number is a power of two. */
  readonly keys: Uint8Array;
  /** Bytes of each key, and one more; 0 for an empty place. */
  readonly sizes: Uint8Array;
  readonly values: Record<number, Value>;
}

/** Remembers what short cells were read as: one place for each hash, the last comer stays. Bad cells are not remembered. */
export class CellMemory<Value> {
  private readonly mask: number;

  constructor(
    private readonly parse: (text: string) => Value | undefined,
    private readonly places: MemoryPlaces<Value>,
  ) {
    this.mask = places.sizes.length - 1;
  }

  get(bytes: Uint8Array, start: number, stop: number): Value | undefined {
    const size = stop - start;
    if (size > KEY_BYTES) return this.parse(textOf(bytes, start, stop));
    let hash = size;
    for (let at = start; at < stop; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
    const slot = (hash ^ (hash >>> 15)) & this.mask;
    const {keys, sizes, values} = this.places;
    if (sizes[slot] === size + 1 && this.isKey(slot, bytes, start, size)) return values[slot];
    const value = this.parse(textOf(bytes, start, stop));
    if (value === undefined) return undefined;
    sizes[slot] = size + 1;
    for (let at = 0; at < size; at += 1) keys[slot * KEY_BYTES + at] = bytes[start + at] ?? 0;
    values[slot] = value;
    return value;
  }

  private isKey(slot: number, bytes: Uint8Array, start: number, size: number): boolean {
    const {keys} = this.places;
    const from = slot * KEY_BYTES;
    for (let at = 0; at < size; at += 1) if (keys[from + at] !== bytes[start + at]) return false;
    return true;
  }
}

/** A range of bytes as text. */
export function textOf(bytes: Uint8Array, start: number, stop: number): string {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString('utf8', start, stop);
}
