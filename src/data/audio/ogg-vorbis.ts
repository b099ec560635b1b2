// Vorbis in Ogg by libvorbis in WebAssembly. The decoder does not look at the checksums of pages, nor for the page that ends
// the stream; both are checked here.
import {asciiAt, corruptAudio, defineAudioFormat, truncatedAudio} from './define.js';
import {dataError} from '../errors.js';
import {decodeStream} from './stream.js';

const HEADER_BYTES = 27;
const LAST_PAGE = 4;

export const oggVorbis = defineAudioFormat({
  name: 'ogg-vorbis',
  title: 'Ogg Vorbis',
  endings: ['.ogg', '.oga'],
  recognizes: (head) => asciiAt(head, 0, 4) === 'OggS',
  decode: async (bytes, where) => {
    const codec = asciiAt(bytes, HEADER_BYTES + 1, 12);
    if (!codec.startsWith('\x01vorbis'))
      throw dataError('DATA_FORMAT', `${where}: expected Vorbis in the Ogg file, found ${codecName(codec)}.`, {
        hints: ['Convert it to FLAC or to WAV.'],
        data: {file: where},
      });
    checkPages(bytes, where);
    const {OggVorbisDecoder} = await import('@wasm-audio-decoders/ogg-vorbis');
    return decodeStream(new OggVorbisDecoder(), bytes, where);
  },
});

function codecName(head: string): string {
  if (head.startsWith('OpusHead')) return 'Opus';
  if (head.startsWith('\x7fFLAC')) return 'FLAC';
  if (head.startsWith('Speex')) return 'Speex';
  return head.startsWith('\x80theora') ? 'video' : 'something else';
}

/** @see RFC 3533, section 6 */
function checkPages(bytes: Uint8Array, where: string): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let flags = 0;
  for (let at = 0; at < bytes.byteLength;) {
    if (at + HEADER_BYTES > bytes.byteLength) throw truncatedAudio(where, 'a whole page');
    if (asciiAt(bytes, at, 4) !== 'OggS')
      throw corruptAudio(where, `expected a page at byte ${String(at)}, found none`);
    const segments = bytes[at + 26] ?? 0;
    const table = bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + segments);
    const end = at + HEADER_BYTES + segments + table.reduce((sum, size) => sum + size, 0);
    if (end > bytes.byteLength || table.byteLength < segments) throw truncatedAudio(where, 'a whole page');
    if (view.getUint32(at + 22, true) !== checksum(bytes.subarray(at, end)))
      throw corruptAudio(where, `the page at byte ${String(at)} does not match its checksum`);
    flags = bytes[at + 5] ?? 0;
    at = end;
  }
  if ((flags & LAST_PAGE) === 0) throw truncatedAudio(where, 'a last page');
}

/** CRC-32 with polynomial 0x04c11db7, not reflected, over a page whose own checksum (bytes 22 to 25) counts as zero. */
function checksum(page: Uint8Array): number {
  let crc = 0;
  for (let at = 0; at < page.byteLength; at += 1) {
    const byte = at >= 22 && at < 26 ? 0 : (page[at] ?? 0);
    crc = ((crc << 8) ^ (CRC_TABLE[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  }
  return crc;
}

const CRC_TABLE = Uint32Array.from({length: 256}, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc >>> 0;
});
