// JSON Lines in UTF-8: one object a line. The columns are the keys of the first lines; an absent key is a missing value.
import {dataError} from './errors.js';
import {parseValue} from './parse-cell.js';
import type {Source} from './sources.js';
import type {OpenedText, TextChunk, TextFormat} from './text-format.js';

const SAMPLE_ROWS = 10_000;
const MAX_LINE_CHARACTERS = 1 << 24;

interface ObjectChunk {
  readonly objects: Readonly<Record<string, unknown>>[];
  readonly lines: number[];
}

function parseLine(text: string, line: number, name: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw dataError(
      'DATA_CORRUPT',
      `${name}, line ${String(line)}: expected a JSON object, found '${text.slice(0, 60)}'.`,
      {
        hints: ['JSON Lines has one whole object on each line; if it is the last line, the input ended early.'],
        cause,
        data: {file: name, line},
      },
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw dataError(
      'DATA_CORRUPT',
      `${name}, line ${String(line)}: expected a JSON object, found '${text.slice(0, 60)}'.`,
      {
        hints: ['Write each row as {"column": value, …}.'],
        data: {file: name, line},
      },
    );
  return value as Readonly<Record<string, unknown>>;
}

async function* readObjects(source: Source): AsyncGenerator<ObjectChunk> {
  const decoder = new TextDecoder('utf-8');
  const decode = (chunk?: Uint8Array): string => decoder.decode(chunk, {stream: chunk !== undefined});
  let rest = '';
  let line = 0;
  const take = (texts: readonly string[]): ObjectChunk => {
    const chunk: ObjectChunk = {objects: [], lines: []};
    for (const text of texts) {
      line += 1;
      if (text.trim() === '') continue;
      chunk.objects.push(parseLine(text, line, source.name));
      chunk.lines.push(line);
    }
    return chunk;
  };
  for await (const bytes of source.bytes()) {
    const texts = (rest + decode(bytes)).split('\n');
    rest = texts.pop() ?? '';
    if (rest.length > MAX_LINE_CHARACTERS)
      throw dataError(
        'DATA_CORRUPT',
        `${source.name}, line ${String(line + 1)}: a line longer than 16 million characters.`,
      );
    yield take(texts);
  }
  yield take([rest + decode()]);
}

function toRows({objects, lines}: ObjectChunk, names: readonly string[], known: ReadonlySet<string>): TextChunk {
  const unknownKeys = new Map<string, number>();
  const rows = objects.map((object) => {
    for (const key of Object.keys(object)) if (!known.has(key)) unknownKeys.set(key, (unknownKeys.get(key) ?? 0) + 1);
    return names.map((name) => (Object.hasOwn(object, name) ? object[name] : null));
  });
  return {rows, lines, unknownKeys};
}

async function open(source: Source, known: readonly string[] = []): Promise<OpenedText> {
  const objects = readObjects(source);
  const sample: ObjectChunk[] = [];
  const names = new Set<string>(known);
  let rows = 0;
  while (rows < SAMPLE_ROWS) {
    const next = await objects.next();
    if (next.done === true) break;
    sample.push(next.value);
    rows += next.value.objects.length;
    if (known.length === 0)
      for (const object of next.value.objects) for (const key of Object.keys(object)) names.add(key);
  }
  if (rows === 0)
    throw dataError('DATA_TRUNCATED', `${source.name}: expected JSON objects, but the input ended early: it is empty.`);
  const ordered = [...names];
  const chunks = async function* (): AsyncGenerator<TextChunk> {
    try {
      for (const chunk of sample) yield toRows(chunk, ordered, names);
      for await (const chunk of objects) yield toRows(chunk, ordered, names);
    } finally {
      await objects.return(undefined);
    }
  };
  return {names: ordered, chunks: chunks(), notes: [], allowDecimalComma: false, dialect: {format: 'jsonl'}};
}

/** The reader of JSON Lines. */
export const jsonlFormat: TextFormat = {
  name: 'jsonl',
  open,
  parser: (rule) => (cell) => parseValue(cell, rule),
  formatRow: (cells) => JSON.stringify(cells),
};
