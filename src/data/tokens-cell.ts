// Text as token ids: by a rule that travels in the dataset and in the model, so that a text is the same tokens everywhere.
import type {TokenRule} from './types.js';

/** Ids with a meaning of their own, before those of the vocabulary. */
export const PADDING_TOKEN = 0;
export const UNKNOWN_TOKEN = 1;
/** Between documents that are packed together. */
export const SEPARATOR_TOKEN = 2;
const FIRST_TOKEN = 3;

/** How the special tokens are written where tokens are shown. */
const SPECIAL_NAMES = ['<pad>', '<unk>', '<sep>'];

/** Token ids are 0 to this − 1. */
export function tokenCount({unit, vocabulary}: TokenRule): number {
  return FIRST_TOKEN + (unit === 'bytes' ? 256 : vocabulary.length);
}

const places = new WeakMap<TokenRule, ReadonlyMap<string, number>>();

function placesOf(rule: TokenRule): ReadonlyMap<string, number> {
  const known = places.get(rule);
  if (known) return known;
  const made = new Map(rule.vocabulary.map((token, at) => [token, FIRST_TOKEN + at]));
  places.set(rule, made);
  return made;
}

/** Bytes of UTF-8, or characters (code points), of which those not in the vocabulary are {@link UNKNOWN_TOKEN}. */
export function encodeText(text: string, rule: TokenRule): number[] {
  if (rule.unit === 'bytes') return Array.from(new TextEncoder().encode(text), (byte) => FIRST_TOKEN + byte);
  const ids = placesOf(rule);
  return Array.from(text, (character) => ids.get(character) ?? UNKNOWN_TOKEN);
}

/** The text of tokens; special ones as `<pad>`, `<unk>`, `<sep>`. */
export function decodeTokens(ids: Iterable<number>, {unit, vocabulary}: TokenRule): string {
  let text = '';
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length > 0) text += new TextDecoder().decode(Uint8Array.from(bytes));
    bytes = [];
  };
  for (const id of ids) {
    if (id >= FIRST_TOKEN && unit === 'bytes') bytes.push(id - FIRST_TOKEN);
    else {
      flush();
      text += SPECIAL_NAMES[id] ?? vocabulary[id - FIRST_TOKEN] ?? SPECIAL_NAMES[UNKNOWN_TOKEN] ?? '';
    }
  }
  flush();
  return text;
}

/** How each token is called as a class, in order: special ones as above, bytes by their number. */
export function tokenNames(rule: TokenRule): string[] {
  const own = rule.unit === 'bytes' ? Array.from({length: 256}, (_, byte) => String(byte)) : rule.vocabulary;
  return [...SPECIAL_NAMES, ...own];
}

/**
 * How much text each token stands for, in order: its characters (code points; of bytes the first of each character counts)
 * and its bytes of UTF-8. Special tokens count as one of each.
 */
export function tokenSizes({unit, vocabulary}: TokenRule): {
  readonly characters: readonly number[];
  readonly bytes: readonly number[];
} {
  const special = SPECIAL_NAMES.map(() => 1);
  if (unit === 'chars')
    return {
      characters: [...special, ...vocabulary.map(() => 1)],
      bytes: [...special, ...vocabulary.map((character) => new TextEncoder().encode(character).length)],
    };
  const isFirst = Array.from({length: 256}, (_, byte) => ((byte & 0xc0) === 0x80 ? 0 : 1));
  return {characters: [...special, ...isFirst], bytes: [...special, ...isFirst.map(() => 1)]};
}

/** So many tokens: cut at one end where there are more, padded at one end where there are fewer. */
export function fitTokens(ids: readonly number[], length: number, {pad, truncate, fill}: TokenRule): Int32Array {
  const cell = new Int32Array(length).fill(fill ?? PADDING_TOKEN);
  const kept = truncate === 'left' ? ids.slice(Math.max(0, ids.length - length)) : ids.slice(0, length);
  cell.set(kept, pad === 'left' ? length - kept.length : 0);
  return cell;
}
