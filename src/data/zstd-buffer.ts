// zstd in memory: polars compresses Arrow files with it by default, and no reader comes with Node 20.
import {Decompress} from 'fzstd';

/** Of one buffer, unpacked: more is damage. */
const MAX_BYTES = 2 ** 30;

/** Decompresses zstd frames. @throws Error where they are none, are cut, or become more than `maxBytes` */
export function decodeZstdFrames(packed: Uint8Array, maxBytes = MAX_BYTES): Uint8Array {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const frames = new Decompress((piece) => {
    length += piece.byteLength;
    if (length > maxBytes) throw new Error(`zstd: a buffer of more than ${String(maxBytes)} bytes.`);
    pieces.push(piece);
  });
  frames.push(packed, true);
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.byteLength;
  }
  return whole;
}
