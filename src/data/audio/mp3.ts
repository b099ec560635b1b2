// MPEG audio, layers I to III, by mpg123 in WebAssembly; the silence that an encoder puts around a clip is taken off where
// the file says how much it is. A frame holds no checksum by default, so only what the file says of its length is checked.
import {asciiAt, defineAudioFormat, truncatedAudio} from './define.js';
import {decodeStream} from './stream.js';

export const mp3 = defineAudioFormat({
  name: 'mp3',
  title: 'MP3',
  endings: ['.mp3'],
  recognizes: (head) => asciiAt(head, 0, 3) === 'ID3' || isFrame(head, 0),
  decode: async (bytes, where) => {
    const claimed = claimedBytes(bytes);
    if (claimed !== undefined && claimed.at + claimed.size > bytes.byteLength)
      throw truncatedAudio(
        where,
        `${String(claimed.size)} bytes of sound, found ${String(bytes.byteLength - claimed.at)}`,
      );
    const {MPEGDecoder} = await import('mpg123-decoder');
    return decodeStream(new MPEGDecoder(), bytes, where);
  },
});

/** Eleven ones, then a version, a layer, a bit rate and a sample rate that are none of the reserved ones. */
function isFrame(bytes: Uint8Array, at: number): boolean {
  const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3);
  return (
    first === 0xff &&
    (second & 0xe0) === 0xe0 &&
    (second & 0x18) !== 0x08 &&
    (second & 0x06) !== 0 &&
    (third & 0xf0) !== 0xf0 &&
    (third & 0x0c) !== 0x0c
  );
}

/** What the first frame says of the size of all frames, itself included, where it does (Xing's header, or LAME's). */
function claimedBytes(bytes: Uint8Array): {readonly at: number; readonly size: number} | undefined {
  const at = afterId3(bytes);
  if (!isFrame(bytes, at)) return undefined;
  const isVersion1 = ((bytes[at + 1] ?? 0) & 0x08) !== 0;
  const isMono = (bytes[at + 3] ?? 0) >> 6 === 3;
  const header = at + 4 + (isVersion1 ? (isMono ? 17 : 32) : isMono ? 9 : 17);
  if (!['Xing', 'Info'].includes(asciiAt(bytes, header, 4)) || header + 16 > bytes.byteLength) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + header, 16);
  const flags = view.getUint32(4);
  if ((flags & 2) === 0) return undefined;
  return {at, size: view.getUint32((flags & 1) === 0 ? 8 : 12)};
}

/** Where the sound begins behind a tag; the size of a tag is written seven bits a byte. @see id3.org, ID3v2.3.0, 3.1 */
function afterId3(bytes: Uint8Array): number {
  if (asciiAt(bytes, 0, 3) !== 'ID3') return 0;
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(6, 10);
  return 10 + ((a & 127) << 21) + ((b & 127) << 14) + ((c & 127) << 7) + (d & 127);
}
