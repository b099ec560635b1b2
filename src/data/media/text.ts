// Text files as rows of text, one file a row: whatever encoding a file is in, blanks and line ends made one space each.
import {isUtf8} from 'node:buffer';
import {decodedSource, findEncoding} from '../encodings.js';
import {dataError} from '../errors.js';
import {defineMedia, type MediaCell} from './define.js';

export const text = defineMedia({
  name: 'text',
  plural: 'text files',
  endings: ['.txt'],
  givesWay: true,
  settings: [],
  facts: ['characters'],
  settle: () => Promise.resolve({kind: 'text', missing: [''], media: {kind: 'text', options: {}}}),
  open: () => Promise.resolve({read: readText, close: () => Promise.resolve()}),
});

async function readText(bytes: Uint8Array, where: string): Promise<MediaCell> {
  const found = findEncoding(bytes);
  // What is found from a beginning may end within a character; here is the whole.
  const encoding = found === 'utf-8' && !isUtf8(bytes) ? 'windows-1252' : found;
  if (encoding === 'utf-8' && bytes.includes(0))
    throw dataError('DATA_FORMAT', `${where}: expected text, found binary data.`, {data: {file: where}});
  const whole = {name: where, bytes: () => once(bytes)};
  const parts: Uint8Array[] = [];
  for await (const part of decodedSource(whole, encoding).bytes()) parts.push(part);
  const content = Buffer.concat(parts)
    .toString('utf8')
    .replace(/^\ufeff/, '');
  const words = content.replace(/\s+/g, ' ').trim();
  if (words === '') throw dataError('DATA_EMPTY', `${where}: expected text, found none.`, {data: {file: where}});
  const changes = encoding === 'utf-8' ? [] : [`text in ${encoding} made UTF-8`];
  return {values: new Float32Array(0), text: words, facts: [words.length], changes};
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
