// JSON Lines in UTF-8: one object a line. The columns are the keys of the first lines; an absent key is a missing value.
import {dataError} from './errors.js';
import {parseValue} from './parse-cell.js';
import {readLines} from './read-lines.js';
import type {Source} from './sources.js';
import type {OpenedText, TextChunk, TextFormat, UnreadableRow} from './text-format.js';

const SAMPLE_ROWS = 10_000;

type JsonObject = Readonly<Record<string, unknown>>;

interface ObjectChunk {
  /** Undefined for a line that holds no object. */
  readonly objects: (JsonObject | undefined)[];
  readonly lines: number[];
  readonly unreadable: Map<number, UnreadableRow>;
}

/** A text, or a number as a whole: the digits behind a point are no integer. */
const TEXT_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_INTEGER = /^-?\d{16,}$/;

/** Writes integers that `JSON.parse` would round as text. */
function keepLongIntegers(text: string): string {
  if (!/\d{16}/.test(text)) return text;
  return text.replace(TEXT_OR_NUMBER, (part) =>
    LONG_INTEGER.test(part) && !Number.isSafeInteger(Number(part)) ? `"${part}"` : part,
  );
}

/** @param isLast - the line has no end: an object that breaks off there was cut by what wrote or sent it */
function parseLine(text: string, where: string, isLast: boolean): {readonly object: JsonObject} | UnreadableRow {
  const reason = 'not a JSON object';
  const detail = `expected a JSON object, found '${text.slice(0, 60)}'`;
  let value: unknown;
  try {
    value = JSON.parse(keepLongIntegers(text));
  } catch (cause) {
    if (isLast)
      throw dataError('DATA_CORRUPT', `${where}: ${detail}; the input ended early.`, {
        hints: ['The last line has no end: write or send the file again.'],
        cause,
      });
    return {text, reason, detail, hint: 'JSON Lines has one whole object on each line.'};
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return {text, reason, detail, hint: 'Write each row as {"column": value, …}.'};
  return {object: value as JsonObject};
}

async function* readObjects(source: Source): AsyncGenerator<ObjectChunk> {
  let line = 0;
  for await (const {texts, isLast} of readLines(source)) {
    const chunk: ObjectChunk = {objects: [], lines: [], unreadable: new Map()};
    for (const text of texts) {
      line += 1;
      if (text.trim() === '') continue;
      const parsed = parseLine(text, `${source.name}, line ${String(line)}`, isLast);
      if ('object' in parsed) chunk.objects.push(parsed.object);
      else {
        chunk.unreadable.set(chunk.objects.length, parsed);
        chunk.objects.push(undefined);
      }
      chunk.lines.push(line);
    }
    yield chunk;
  }
}

function toRows(
  {objects, lines, unreadable}: ObjectChunk,
  names: readonly string[],
  known: ReadonlySet<string>,
): TextChunk {
  const unknownKeys = new Map<string, number>();
  const rows = objects.map((object) => {
    if (!object) return [];
    for (const key of Object.keys(object)) if (!known.has(key)) unknownKeys.set(key, (unknownKeys.get(key) ?? 0) + 1);
    return names.map((name) => (Object.hasOwn(object, name) ? object[name] : null));
  });
  return {rows, lines, unreadable, unknownKeys};
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
    rows += next.value.objects.length - next.value.unreadable.size;
    if (known.length === 0)
      for (const object of next.value.objects) for (const key of Object.keys(object ?? {})) names.add(key);
  }
  const [broken] = sample.flatMap(({unreadable, lines}) =>
    [...unreadable].map(([row, {detail, hint}]) => ({line: lines[row] ?? 0, detail, hint})),
  );
  if (rows === 0 && broken)
    throw dataError('DATA_CORRUPT', `${source.name}, line ${String(broken.line)}: ${broken.detail}.`, {
      hints: [broken.hint],
      data: {file: source.name, line: broken.line},
    });
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
