// Exact reads from a stream of chunks.

/** Reserved at once; what a file says of itself may be wrong. */
const RESERVED_BYTES = 1 << 20;

export class ByteReader {
  private chunk: Uint8Array = new Uint8Array(0);
  private at = 0;
  private readonly iterator: AsyncIterator<Uint8Array>;

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.iterator = bytes[Symbol.asyncIterator]();
  }

  /** @returns `count` bytes, or as many as there were before the end; a copy of its own, so that typed arrays are aligned */
  async read(count: number): Promise<Uint8Array> {
    let out = new Uint8Array(Math.min(count, RESERVED_BYTES));
    let done = 0;
    while (done < count && (await this.fill())) {
      const taken = this.chunk.subarray(this.at, this.at + count - done);
      if (done + taken.byteLength > out.byteLength) {
        const larger = new Uint8Array(Math.min(count, Math.max(2 * out.byteLength, done + taken.byteLength)));
        larger.set(out.subarray(0, done));
        out = larger;
      }
      out.set(taken, done);
      done += taken.byteLength;
      this.at += taken.byteLength;
    }
    return done === out.byteLength ? out : out.slice(0, done);
  }

  /** Passes over bytes. @returns how many there were */
  async skip(count: number): Promise<number> {
    let done = 0;
    while (done < count && (await this.fill())) {
      const step = Math.min(count - done, this.chunk.byteLength - this.at);
      this.at += step;
      done += step;
    }
    return done;
  }

  async close(): Promise<void> {
    await this.iterator.return?.();
  }

  /** @returns whether there is a byte to be had */
  private async fill(): Promise<boolean> {
    while (this.at === this.chunk.byteLength) {
      const next = await this.iterator.next();
      if (next.done === true) return false;
      this.chunk = next.value;
      this.at = 0;
    }
    return true;
  }
}
