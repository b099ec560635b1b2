// One column of the rows under the checks of its schema.
import {
  cellParser,
  ColumnStatistics,
  dictionaryOf,
  isTextKind,
  type ColumnData,
  type Dataset,
  type TextDictionary,
} from '../../data/index.js';
import type {CompiledCheck, Value} from './define.js';
import {FinderTally, type FinderSettings} from './finder-tally.js';
import type {ColumnSchema} from './schema-file.js';
import {Tally, wholeViolation, type Violation} from './tally.js';

export interface ReaderOptions {
  readonly fields: Dataset['schema']['fields'];
  readonly keepsRows: boolean;
  readonly finders: FinderSettings;
  /** Seconds since the epoch. */
  readonly now: number;
}

/** The cells of a batch as the schema reads them: NaN or null where there is none. */
export type Cells = Float64Array | (string | null)[];

export interface ColumnReader {
  /** Judges the cells of a batch and gives them to what looks at rows. @param start - number of the first row, from 0 */
  readonly read: (columns: readonly ColumnData[], rowCount: number, start: number) => Cells | undefined;
  /** To be called once, after the last row. */
  readonly violations: (rows: number) => Violation[];
  /** By row; complete after the last row. */
  readonly tallies: readonly Tally[];
  readonly close: () => void;
}

interface Judge {
  readonly test: (value: Value) => boolean;
  readonly tally: Tally;
}

const nothing = (violations: Violation[]): ColumnReader => ({
  read: () => undefined,
  violations: () => violations,
  tallies: [],
  close: () => undefined,
});

/** @throws IngotError those of opening what the column refers to */
export async function makeReader(column: ColumnSchema, options: ReaderOptions): Promise<ColumnReader> {
  const {name, kind, required} = column;
  const {fields} = options;
  const place = fields.findIndex((field) => field.name === name);
  const field = fields[place];
  if (!field) {
    const about = {column: name, rule: 'required', expected: 'a column of this name', severity: 'error'} as const;
    return nothing(required ? [wholeViolation(about)] : []);
  }
  const isRead = field.kind === 'text' && kind !== 'text' && kind !== 'tensor';
  if (!isRead && field.kind !== kind && !(isTextKind(kind) && isTextKind(field.kind)) && field.kind !== 'text') {
    const expected = `a column of kind ${kind}, found ${field.kind}`;
    return nothing([wholeViolation({column: name, rule: 'kind', expected, severity: 'error'})]);
  }
  const checks = makeChecks(column, options);
  const finders: FinderTally[] = [];
  const close = (): void => {
    for (const finder of finders) finder.close();
  };
  try {
    for (const {compiled, tally} of checks)
      if (compiled.rows)
        finders.push(await FinderTally.open(compiled.rows, tally, {...options.finders, kind, parse: column.parse}));
  } catch (error) {
    close();
    throw error;
  }
  const {read, statistics} = makeRead(column, checks, {place, isRead, shape: field.shape});
  const whole = (): Violation[] =>
    checks.flatMap(({compiled, about}) => {
      const found = statistics && compiled.whole?.({statistics, now: options.now});
      return found === undefined ? [] : [wholeViolation(about, 1, column.isPrivate ? [] : [found])];
    });
  return {
    read: (columns, rowCount, start) => {
      const cells = read(columns, rowCount, start);
      for (const finder of finders) finder.add([cells], rowCount);
      return cells;
    },
    violations: (rows) => {
      for (const finder of finders) finder.finish();
      return [...checks.flatMap(({tally}) => tally.violations(rows)), ...whole()];
    },
    tallies: checks.map(({tally}) => tally),
    close,
  };
}

interface Check {
  readonly given: ColumnSchema['checks'][number];
  readonly compiled: CompiledCheck;
  readonly about: Tally['about'];
  readonly tally: Tally;
}

function makeChecks({name, kind, isPrivate, checks}: ColumnSchema, {keepsRows}: ReaderOptions): Check[] {
  return checks.map((given) => {
    const {check, severity, maxShare} = given;
    const expected = isPrivate ? 'as the schema says' : check.describe(given.given);
    const about = {column: name, rule: check.name, expected, severity, maxShare};
    const tally = new Tally(about, {shown: isPrivate ? undefined : kind, keepsRows});
    return {given, compiled: given.compile(), about, tally};
  });
}

interface Place {
  readonly place: number;
  /** Its cells are text that the schema reads. */
  readonly isRead: boolean;
  readonly shape: readonly number[] | undefined;
}

function makeRead(
  column: ColumnSchema,
  checks: readonly Check[],
  {place, isRead, shape}: Place,
): {
  readonly read: (columns: readonly ColumnData[], rowCount: number, start: number) => Cells;
  readonly statistics: ColumnStatistics | undefined;
} {
  const parser = isRead ? cellParser(column.parse) : undefined;
  const judges = checks.flatMap(({compiled, tally}): Judge[] =>
    compiled.value ? [{test: compiled.value, tally}] : [],
  );
  const [unreadable, absent] = (['unreadable', 'missing'] as const).map(
    (what) => checks.find(({given}) => given.check.judges === what)?.tally,
  );
  const isWhole = checks.some(({compiled}) => compiled.whole);
  const countNumbers = checks.some(({given}) => given.check.countsValues);
  const statistics = isWhole ? new ColumnStatistics(undefined, {countNumbers}) : undefined;
  const width = (shape ?? []).reduce((product, size) => product * size, 1);
  const isText = isTextKind(column.kind) || column.kind === 'labels';
  const read = (columns: readonly ColumnData[], rowCount: number, start: number): Cells => {
    const data = columns[place] ?? [];
    const dictionary = Array.isArray(data) ? dictionaryOf(data) : undefined;
    const cells = isText ? new Array<string | null>(rowCount).fill(null) : new Float64Array(rowCount).fill(NaN);
    const judge = (row: number, raw: string | number | null): void => {
      const value = parser && typeof raw === 'string' ? parser(raw) : raw;
      if (value === undefined) unreadable?.add(start + row, raw);
      else if (value === null || Number.isNaN(value)) absent?.add(start + row, null);
      else {
        cells[row] = value as Value;
        for (const {test, tally} of judges) if (!test(value as Value)) tally.add(start + row, value as Value);
      }
    };
    if (dictionary) judgeDictionary(dictionary, {rowCount, cells, judge, parser, judges});
    else for (let row = 0; row < rowCount; row += 1) judge(row, data[row * width] ?? null);
    statistics?.add(cells, rowCount);
    return cells;
  };
  return {read, statistics};
}

interface DictionaryParts {
  readonly rowCount: number;
  readonly cells: Cells;
  readonly judge: (row: number, raw: string | number | null) => void;
  readonly parser: ((text: string) => unknown) | undefined;
  readonly judges: readonly Judge[];
}

/** Each different text is read and judged once; only rows of one that is not well are looked at singly. */
function judgeDictionary({values, codes}: TextDictionary, parts: DictionaryParts): void {
  const {rowCount, cells, judge, parser, judges} = parts;
  const known = values.map((text): Value | undefined => {
    const value = parser ? parser(text) : text;
    const isThere = value !== undefined && value !== null && !Number.isNaN(value);
    return isThere && judges.every(({test}) => test(value as Value)) ? (value as Value) : undefined;
  });
  for (let row = 0; row < rowCount; row += 1) {
    const code = codes[row] ?? -1;
    const value = known[code];
    if (value === undefined) judge(row, values[code] ?? null);
    else cells[row] = value;
  }
}
