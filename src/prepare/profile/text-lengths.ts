// How long the texts of a column are, in characters and in words, over all rows.
import {ColumnStatistics, type ColumnData} from '../../data/index.js';

export interface LengthSummary {
  readonly min: number;
  readonly mean: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

export interface TextSummary {
  /** Unicode code points. */
  readonly characters: LengthSummary;
  /** Runs of anything but blanks. */
  readonly words: LengthSummary;
  /** Texts that are empty or blank. */
  readonly blank: number;
  /** False where medians and 95 % points come from a sketch. */
  readonly isExact: boolean;
}

const BLANK = /\s/;

/** @returns code points and words of a text */
export function measureText(text: string): readonly [characters: number, words: number] {
  let characters = 0;
  let words = 0;
  let wasBlank = true;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    // The second half of a pair was counted with the first.
    const isSecond = code >= 0xdc00 && code <= 0xdfff && at > 0 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
    if (!isSecond) characters += 1;
    const isBlank =
      code <= 0x20 ? code === 0x20 || (code >= 9 && code <= 13) : code >= 0x85 && BLANK.test(text[at] ?? '');
    if (wasBlank && !isBlank) words += 1;
    wasBlank = isBlank;
  }
  return [characters, words];
}

export class TextLengths {
  private readonly characters = new ColumnStatistics(undefined, {countNumbers: false});
  private readonly words = new ColumnStatistics(undefined, {countNumbers: false});
  private blank = 0;

  add(column: ColumnData, rowCount: number): void {
    const characters = new Float64Array(rowCount).fill(NaN);
    const words = new Float64Array(rowCount).fill(NaN);
    for (let row = 0; row < rowCount; row += 1) {
      const text = column[row];
      if (typeof text !== 'string') continue;
      const [long, many] = measureText(text);
      characters[row] = long;
      words[row] = many;
      if (many === 0) this.blank += 1;
    }
    this.characters.add(characters);
    this.words.add(words);
  }

  /** Null without texts. */
  summary(): TextSummary | null {
    if (this.characters.present === 0) return null;
    const {characters, words, blank} = this;
    return {characters: summarize(characters), words: summarize(words), blank, isExact: characters.isQuantileExact};
  }
}

function summarize(statistics: ColumnStatistics): LengthSummary {
  const {min, mean, max} = statistics;
  return {min, mean, median: statistics.quantile(0.5), p95: statistics.quantile(0.95), max};
}
