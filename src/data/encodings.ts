// Which bytes stand for which characters: found from the beginning of a text, and turned into UTF-8 on the way in.
import {isUtf8} from 'node:buffer';
import {nearest} from '../core/index.js';
import {dataError} from './errors.js';
import type {Source} from './sources.js';

/** Those behind the fourth cannot be told from each other by their bytes alone: they are read where the user says so. */
const ENCODINGS = [
  'utf-8',
  'windows-1252',
  'utf-16le',
  'utf-16be',
  'big5',
  'shift_jis',
  'euc-jp',
  'gb18030',
  'euc-kr',
  'iso-8859-2',
  'iso-8859-15',
  'koi8-r',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Other names. Latin-1 is read as windows-1252, which holds it but for control characters no text has (WHATWG). */
const ALIASES: Readonly<Record<string, Encoding>> = {
  utf8: 'utf-8',
  'latin-1': 'windows-1252',
  latin1: 'windows-1252',
  'iso-8859-1': 'windows-1252',
  cp1252: 'windows-1252',
  'big5-hkscs': 'big5',
  cp950: 'big5',
  'shift-jis': 'shift_jis',
  sjis: 'shift_jis',
  cp932: 'shift_jis',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  cp936: 'gb18030',
  cp949: 'euc-kr',
  'latin-2': 'iso-8859-2',
  'latin-9': 'iso-8859-15',
  ...Object.fromEntries(
    [0, 1, 3, 4, 5, 6, 7, 8].map((page) => [`cp125${String(page)}`, `windows-125${String(page)}` as Encoding]),
  ),
  utf16le: 'utf-16le',
  utf16be: 'utf-16be',
};

/** Bytes 0x80 to 0x9f of windows-1252 (Unicode consortium, CP1252.TXT); the five it leaves open stay as they are. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** @throws IngotError `DATA_OPTION` for an encoding that is not known */
export function parseEncoding(text: string): Encoding {
  const word = text.toLowerCase();
  const found = ENCODINGS.find((name) => name === word) ?? ALIASES[word];
  if (found !== undefined) return found;
  const known = [...ENCODINGS, ...Object.keys(ALIASES)];
  const near = nearest(word, known);
  throw dataError('DATA_OPTION', `There is no encoding '${text}'.`, {
    hints: [...(near === undefined ? [] : [`Did you mean '${near}'?`]), `Known: ${known.join(', ')}.`],
  });
}

/** Bytes at the end of `chunk` that begin a UTF-8 character whose rest is in the next chunk. */
function openBytes(chunk: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, chunk.byteLength); back += 1) {
    const byte = chunk[chunk.byteLength - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** Latin letters in UTF-16 have a zero in every second byte. */
function zeroShares(head: Uint8Array): {readonly even: number; readonly odd: number} {
  let [even, odd] = [0, 0];
  for (let at = 0; at + 1 < head.byteLength; at += 2) {
    if (head[at] === 0) even += 1;
    if (head[at + 1] === 0) odd += 1;
  }
  const pairs = Math.max(1, Math.floor(head.byteLength / 2));
  return {even: even / pairs, odd: odd / pairs};
}

/** Whether most characters beyond ASCII are whole ones of UTF-8: then the others are damage, or of another encoding. */
function isMostlyUtf8(head: Uint8Array): boolean {
  let [whole, others] = [0, 0];
  for (let at = 0; at < head.byteLength; at += 1) {
    const byte = head[at] ?? 0;
    if (byte < 0x80) continue;
    const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    if (byte >= 0xc2 && isUtf8(head.subarray(at, at + size))) {
      whole += 1;
      at += size - 1;
    } else others += 1;
  }
  return whole > others;
}

/**
 * Finds the encoding: by byte order mark, by the zeros of UTF-16, else UTF-8 where the bytes are UTF-8 or most of them are
 * (reading them then says where they are not), else windows-1252.
 *
 * @param head - the beginning of the text
 */
export function findEncoding(head: Uint8Array): Encoding {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const {even, odd} = zeroShares(head);
  if (odd > 0.4 && even < 0.1) return 'utf-16le';
  if (even > 0.4 && odd < 0.1) return 'utf-16be';
  // Zeros are in no text of one byte a character: what this is, others say.
  if (head.includes(0)) return 'utf-8';
  const isWhole = isUtf8(head.subarray(0, head.byteLength - openBytes(head)));
  return isWhole || isMostlyUtf8(head) ? 'utf-8' : 'windows-1252';
}

async function* requireUtf8(bytes: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  let held: Uint8Array = new Uint8Array(0);
  let offset = 0;
  const check = (chunk: Uint8Array): Uint8Array => {
    if (!isUtf8(chunk))
      throw dataError(
        'DATA_ENCODING',
        `${name}: expected UTF-8 text, found other bytes after byte ${String(offset)}.`,
        {
          hints: [
            'Say how it is encoded: ingot data import --encoding windows-1252 (Western European), big5, shift_jis, gb18030 …',
            'A file with parts in several encodings must be taken apart first.',
          ],
          data: {file: name},
        },
      );
    offset += chunk.byteLength;
    return chunk;
  };
  for await (const chunk of bytes) {
    const joined = held.byteLength === 0 ? chunk : Buffer.concat([held, chunk]);
    const end = joined.byteLength - openBytes(joined);
    held = joined.subarray(end);
    yield check(joined.subarray(0, end));
  }
  if (held.byteLength > 0) yield check(held);
}

async function* fromWindows1252(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // Not TextDecoder: some versions of Node read 0x80 to 0x9f as Latin-1 has them.
  for await (const chunk of bytes) {
    const text = Buffer.from(chunk).toString('latin1');
    yield Buffer.from(text.replace(/[\u0080-\u009f]/g, (byte) => WINDOWS_1252[byte.charCodeAt(0) - 0x80] ?? byte));
  }
}

/** By the decoder of the platform (WHATWG Encoding); what stands for no character ends the reading. */
async function* fromEncoding(
  bytes: AsyncIterable<Uint8Array>,
  encoding: Encoding,
  name: string,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding, {fatal: true});
  const decode = (chunk?: Uint8Array): Uint8Array => {
    try {
      return Buffer.from(decoder.decode(chunk, {stream: chunk !== undefined}));
    } catch (cause) {
      throw dataError('DATA_ENCODING', `${name}: expected ${encoding} text, found bytes that are none.`, {
        hints: ['The file may be cut off, or in another encoding: --encoding.'],
        cause,
        data: {file: name},
      });
    }
  };
  for await (const chunk of bytes) yield decode(chunk);
  yield decode();
}

/** The same source as UTF-8. @throws IngotError `DATA_ENCODING` while it is read */
export function decodedSource<S extends Pick<Source, 'name' | 'bytes'>>(source: S, encoding: Encoding): S {
  const {name} = source;
  if (encoding === 'utf-8') return {...source, bytes: () => requireUtf8(source.bytes(), name)};
  if (encoding === 'windows-1252') return {...source, bytes: () => fromWindows1252(source.bytes())};
  return {...source, bytes: () => fromEncoding(source.bytes(), encoding, name)};
}
