// What the kind of a column is found from: counts over its cells. Of a sample they are made when asked for; of all rows they
// are added up, chunk by chunk, in bounded memory.
import {DATE_PATTERNS, mayBeDate, parseDate} from './dates.js';
import {DistinctSketch} from './distinct-sketch.js';
import {isCode, numberParser, parseNumber} from './parse-cell.js';
import type {ThousandsMark} from './types.js';

export type DecimalMark = '.' | ',';

const INFINITY = /^[+-]?inf(?:inity)?$/i;
/** Different cells that are told apart exactly. */
const EXACT_DISTINCT = 100_000;
/** Words of a column of yes and no, and one more. */
const FEW_WORDS = 3;

/** An infinity is a bad cell, but one of a column of numbers. */
export function isInfinity(text: string): boolean {
  return INFINITY.test(text);
}

export interface CellFacts {
  /** Cells that are not missing. */
  readonly count: number;
  /** How many cells were booleans, numbers and dates of JSON or Arrow. */
  readonly booleans: number;
  readonly numbers: number;
  readonly dates: number;
  /** Tokens that mean "missing". */
  readonly missing: readonly string[];
  readonly hasCodes: boolean;
  /** Whether each cell is a plain number, and none a code. */
  readonly areNumbers: boolean;
  /** Different cells without case, three at most. */
  readonly words: ReadonlySet<string>;
  /** Characters of all cells. */
  readonly characters: number;
  /** Different cells; beyond 100,000 an estimate. */
  readonly distinctCount: number;
  numbersWith(decimal: DecimalMark, thousands: ThousandsMark | undefined): number;
  datesAs(pattern: string): number;
}

/** What a chunk of cells is. */
export interface CountedCells {
  readonly texts: readonly string[];
  readonly booleans: number;
  readonly numbers: number;
  readonly dates: number;
  readonly missing: readonly string[];
}

/** The non-missing cells of a sample. */
export class Cells implements CellFacts {
  readonly texts: readonly string[];
  readonly booleans: number;
  readonly numbers: number;
  readonly dates: number;
  readonly missing: readonly string[];
  private distinctTexts: ReadonlySet<string> | undefined;
  private datelike: readonly string[] | undefined;

  constructor({texts, booleans, numbers, dates, missing}: CountedCells) {
    this.texts = texts;
    this.booleans = booleans;
    this.numbers = numbers;
    this.dates = dates;
    this.missing = missing;
  }

  get count(): number {
    return this.texts.length;
  }

  get hasCodes(): boolean {
    return this.texts.some(isCode);
  }

  get areNumbers(): boolean {
    return this.count > 0 && this.texts.every((text) => parseNumber(text) !== undefined && !isCode(text));
  }

  get words(): ReadonlySet<string> {
    const words = new Set<string>();
    for (const text of this.texts) {
      words.add(text.toLowerCase());
      if (words.size === FEW_WORDS) break;
    }
    return words;
  }

  get characters(): number {
    return this.texts.reduce((sum, text) => sum + text.length, 0);
  }

  /** Made when asked for: of many numbers it would be most of the work. */
  get distinct(): ReadonlySet<string> {
    return (this.distinctTexts ??= new Set(this.texts));
  }

  get distinctCount(): number {
    return this.distinct.size;
  }

  numbersWith(decimal: DecimalMark, thousands: ThousandsMark | undefined): number {
    const parse = numberParser(decimal, thousands);
    return this.texts.filter((text) => parse(text) !== undefined || isInfinity(text)).length;
  }

  datesAs(pattern: string): number {
    this.datelike ??= this.texts.filter(mayBeDate);
    return this.datelike.filter((text) => parseDate(text, pattern) !== undefined).length;
  }
}

/** The same of all rows. */
export class MergedCells implements CellFacts {
  count = 0;
  booleans = 0;
  numbers = 0;
  dates = 0;
  hasCodes = false;
  readonly words = new Set<string>();
  characters = 0;
  private onlyNumbers = true;
  private readonly decimals = new Map<string, number>();
  private readonly patterns = new Map<string, number>();
  private exact: Set<string> | undefined = new Set();
  private readonly sketch = new DistinctSketch();

  constructor(
    readonly missing: readonly string[],
    private readonly thousands: ThousandsMark | undefined,
  ) {}

  get areNumbers(): boolean {
    return this.count > 0 && this.onlyNumbers;
  }

  get distinctCount(): number {
    return this.exact?.size ?? this.sketch.estimate();
  }

  add(cells: Cells): void {
    if (cells.count === 0) return;
    this.count += cells.count;
    this.booleans += cells.booleans;
    this.numbers += cells.numbers;
    this.dates += cells.dates;
    this.hasCodes ||= cells.hasCodes;
    this.onlyNumbers &&= cells.areNumbers;
    this.characters += cells.characters;
    for (const word of cells.words) if (this.words.size < FEW_WORDS) this.words.add(word);
    for (const mark of ['.', ','] as const)
      this.decimals.set(mark, (this.decimals.get(mark) ?? 0) + cells.numbersWith(mark, this.thousands));
    for (const pattern of DATE_PATTERNS)
      this.patterns.set(pattern, (this.patterns.get(pattern) ?? 0) + cells.datesAs(pattern));
    for (const text of cells.distinct) {
      this.sketch.add(text);
      this.exact?.add(text);
      if (this.exact && this.exact.size > EXACT_DISTINCT) this.exact = undefined;
    }
  }

  numbersWith(decimal: DecimalMark): number {
    return this.decimals.get(decimal) ?? 0;
  }

  datesAs(pattern: string): number {
    return this.patterns.get(pattern) ?? 0;
  }
}
