// LZ4 frames, reading only: pyarrow and pandas compress Feather files with it by default, and no reader comes with Node.
// The format: github.com/lz4/lz4, doc/lz4_Frame_format.md and doc/lz4_Block_format.md. Checksums are skipped.

const MAGIC = 0x184d2204;
const UNCOMPRESSED_BIT = 0x80000000;
const MIN_MATCH = 4;

/** Bytes that grow as they are written. */
class Output {
  bytes = new Uint8Array(1 << 16);
  length = 0;

  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count));
    larger.set(this.bytes.subarray(0, this.length));
    this.bytes = larger;
  }

  append(source: Uint8Array): void {
    this.reserve(source.length);
    this.bytes.set(source, this.length);
    this.length += source.length;
  }

  /** Repeats what lies `distance` back; the two may overlap, which repeats a pattern. */
  repeat(distance: number, count: number): void {
    if (distance === 0 || distance > this.length) throw new Error('LZ4: a match begins before the data.');
    this.reserve(count);
    const {bytes, length} = this;
    if (distance >= count) bytes.copyWithin(length, length - distance, length - distance + count);
    else for (let index = length; index < length + count; index += 1) bytes[index] = bytes[index - distance] ?? 0;
    this.length += count;
  }
}

function decodeBlock(block: Uint8Array, output: Output): void {
  let position = 0;
  const byte = (): number => {
    const value = block[position];
    if (value === undefined) throw new Error('LZ4: the block ends early.');
    position += 1;
    return value;
  };
  const extend = (nibble: number): number => {
    let length = nibble;
    if (nibble === 15)
      for (let more = 255; more === 255;) {
        more = byte();
        length += more;
      }
    return length;
  };
  while (position < block.length) {
    const token = byte();
    const literals = extend(token >> 4);
    if (position + literals > block.length) throw new Error('LZ4: the block ends early.');
    output.append(block.subarray(position, position + literals));
    position += literals;
    // The last sequence has no match.
    if (position === block.length) return;
    const distance = byte() | (byte() << 8);
    output.repeat(distance, extend(token & 15) + MIN_MATCH);
  }
}

/** Decompresses one LZ4 frame. @throws Error when it is none, or is cut */
export function decodeLz4Frame(frame: Uint8Array): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.byteLength < 7 || view.getUint32(0, true) !== MAGIC) throw new Error('LZ4: no frame begins here.');
  const flags = view.getUint8(4);
  const hasSize = (flags & 0x08) !== 0;
  const hasDictionary = (flags & 0x01) !== 0;
  const blockTrailer = (flags & 0x10) === 0 ? 0 : 4;
  let position = 6 + (hasSize ? 8 : 0) + (hasDictionary ? 4 : 0) + 1;
  const output = new Output();
  for (;;) {
    const word = view.getUint32(position, true);
    position += 4;
    if (word === 0) break;
    const size = word & ~UNCOMPRESSED_BIT;
    if (position + size > frame.byteLength) throw new Error('LZ4: the frame ends early.');
    const block = frame.subarray(position, position + size);
    if (word >= UNCOMPRESSED_BIT) output.append(block);
    else decodeBlock(block, output);
    position += size + blockTrailer;
  }
  return output.bytes.slice(0, output.length);
}
