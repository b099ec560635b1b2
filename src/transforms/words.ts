import {defineTransform, type FitColumn} from './define.js';
import {transformError} from './errors.js';
import {numberOption} from './options.js';

interface WordsState {
  /** In lower case, the commonest first; the place of a word plus {@link FIRST_WORD} is its id. */
  readonly words: readonly string[];
  /** Other ways in which they were written (`Good`, `good,`), and the id of the word each stands for. */
  readonly spellings: readonly string[];
  readonly spellingIds: readonly number[];
  readonly length: number;
}

export const PADDING_ID = 0;
export const UNKNOWN_WORD_ID = 1;
const FIRST_WORD = 2;

/**
 * The words of a text in order: string `[N, 1]` → int32 `[N, length]` ids. Words stand between spaces; 0 is behind the last,
 * 1 is a word that is not known, and what is longer than `length` words is cut off. A missing text has no words.
 *
 * The graph can neither fold case nor take signs off a word, so fitting does: spellings seen in the training rows that differ in
 * case or in signs at the ends are one word, and so are a word in lower case, with a capital, and all in capitals. Texts are
 * looked at as far as statistics hold them: the first 100,000 distinct ones.
 *
 * Options: `length` (default 64), `size` (most words known, 20,000), `minCount` (2: a word seen once is unknown, and so trains
 * what unknown words are).
 */
export const words = defineTransform<WordsState>({
  name: 'words',
  version: 1,
  summary: 'Text as the ids of its words, in order.',
  takes: ['utf8'],
  gives: 'int32',
  fillsMissing: true,
  choosableFor: ['text'],
  argument: 'length',
  options: {length: 64, size: 20_000, minCount: 2},
  fit: ([column], options) => {
    const length = wholeOption(options, 'length', 1 << 20);
    const minCount = wholeOption(options, 'minCount', 1 << 24);
    const {known, seen} = countWords(column, {size: wholeOption(options, 'size', 1 << 24), minCount});
    if (known.length === 0)
      throw transformError(
        'TRANSFORM_NO_VALUES',
        `Column '${column?.name ?? ''}' has no word that is seen ${String(minCount)} times or more.`,
        {hints: [`Ask for fewer: --transform ${column?.name ?? 'COLUMN'}=words:minCount=1.`]},
      );
    const ids = new Map(known.map((word, at) => [word, at + FIRST_WORD]));
    const usual = new Set(known.flatMap(usualSpellings));
    const others = [...seen].filter(([spelling, word]) => ids.has(word) && !usual.has(spelling)).sort(byFirst);
    return {
      words: known,
      spellings: others.map(([spelling]) => spelling),
      spellingIds: others.map(([, word]) => ids.get(word) ?? UNKNOWN_WORD_ID),
      length,
    };
  },
  outputs: (columns) => columns,
  shapeOf: (_columns, {length}) => [length],
  codeCounts: (state) => [state.words.length + FIRST_WORD],
  build(g, x, state) {
    const {length} = state;
    const texts = g.op('Squeeze', [x, g.ints([1])]);
    // Without a delimiter the runtime cuts at spaces, however many, and at no tab or line end.
    const [parts] = g.ops('StringSplit', [texts], {}, {outputCount: 2});
    if (!parts) throw new TypeError('StringSplit gives parts');
    const table = spellingTable(state);
    const ids = g.op(
      'LabelEncoder',
      [parts],
      {
        keys_strings: ['', ...table.keys()],
        values_int64s: [PADDING_ID, ...table.values()],
        default_int64: UNKNOWN_WORD_ID,
      },
      {domain: 'ai.onnx.ml'},
    );
    const padded = g.op('Pad', [g.cast(ids, 'int32'), g.ints([0, 0, 0, length]), g.scalar(PADDING_ID, 'int32')]);
    const cut = g.op('Slice', [padded, g.ints([0]), g.ints([length]), g.ints([1])]);
    // As many as were asked for, which inference cannot see.
    return g.reshape(cut, [-1, length]);
  },
});

function wholeOption(options: Parameters<typeof numberOption>[0], name: string, high: number): number {
  const value = numberOption(options, name, 1, high);
  if (Number.isInteger(value)) return value;
  throw transformError('TRANSFORM_OPTION', `Option '${name}' of words expects a whole number, got ${String(value)}.`);
}

/** In lower case, without signs at its ends, unless it has nothing else: `Good,` → `good`, `:-)` → `:-)`. */
function wordOf(spelling: string): string {
  const bare = spelling.replace(/^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/gu, '');
  return (bare === '' ? spelling : bare).toLowerCase();
}

function usualSpellings(word: string): string[] {
  const [first = '', ...rest] = word;
  return [word, first.toUpperCase() + rest.join(''), word.toUpperCase()];
}

function byFirst([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}

/** @returns the words that are known, commonest first, and every spelling seen with its word */
function countWords(
  column: FitColumn | undefined,
  {size, minCount}: {readonly size: number; readonly minCount: number},
): {readonly known: string[]; readonly seen: ReadonlyMap<string, string>} {
  const counts = new Map<string, number>();
  const seen = new Map<string, string>();
  for (const [text, count] of column?.statistics.frequencies ?? [])
    for (const spelling of String(text).split(' ')) {
      if (spelling === '') continue;
      const word = seen.get(spelling) ?? wordOf(spelling);
      seen.set(spelling, word);
      counts.set(word, (counts.get(word) ?? 0) + count);
    }
  const known = [...counts]
    .filter(([, count]) => count >= minCount)
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .slice(0, size)
    .map(([word]) => word);
  return {known, seen};
}

/** Spelling → id; a spelling that two words share is that of the commoner one. */
function spellingTable({words: known, spellings, spellingIds}: WordsState): ReadonlyMap<string, number> {
  const table = new Map<string, number>();
  const add = (spelling: string, id: number): void => {
    if (spelling !== '' && !table.has(spelling)) table.set(spelling, id);
  };
  known.forEach((word, at) => add(word, at + FIRST_WORD));
  spellings.forEach((spelling, at) => add(spelling, spellingIds[at] ?? UNKNOWN_WORD_ID));
  known.forEach((word, at) => usualSpellings(word).forEach((spelling) => add(spelling, at + FIRST_WORD)));
  return table;
}
