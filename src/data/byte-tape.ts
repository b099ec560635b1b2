// Bytes that are looked at ahead and can be had again from the first one on, as long as they are not too many.
import {thenRest} from './then-rest.js';

export class ByteTape {
  private readonly iterator: AsyncIterator<Uint8Array>;
  private held: Uint8Array[] | undefined = [];
  private heldBytes = 0;

  /** @param maxBytes - what has passed beyond it is not kept, and the tape cannot be wound back any more */
  constructor(
    bytes: AsyncIterable<Uint8Array>,
    private readonly maxBytes: number,
  ) {
    this.iterator = bytes[Symbol.asyncIterator]();
  }

  /** What comes next, kept for {@link ByteTape.rewind}. */
  async *bytes(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const next = await this.iterator.next();
        if (next.done === true) return;
        this.keep(next.value);
        yield next.value;
      }
    } finally {
      await this.iterator.return?.();
    }
  }

  /** Everything from the first byte on; to be called once, and {@link ByteTape.bytes} is not to be read after it. */
  rewind(): AsyncGenerator<Uint8Array> | undefined {
    const {held, iterator} = this;
    if (held === undefined) return undefined;
    this.held = undefined;
    return thenRest(held, iterator);
  }

  /** Keeps nothing any more. */
  forget(): void {
    this.held = undefined;
  }

  private keep(chunk: Uint8Array): void {
    this.heldBytes += chunk.byteLength;
    if (this.heldBytes > this.maxBytes) this.held = undefined;
    this.held?.push(chunk);
  }
}
