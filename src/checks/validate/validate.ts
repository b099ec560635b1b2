// `data validate`: one pass over the rows, every check of the schema at once.
import {type Report} from '../../core/index.js';
import {
  assertBalanced,
  cellParser,
  defaultRule,
  isTextKind,
  openDataset,
  type ColumnData,
  type Dataset,
  type Kind,
  type ParseRule,
} from '../../data/index.js';
import {checkError} from '../errors.js';
import type {Value} from './define.js';
import type {ColumnSchema, Schema} from './schema-file.js';
import {Tally, wholeViolation, type Violation} from './tally.js';

/** Values remembered for all `unique` checks together: some 300 MB of short texts. */
const MOST_REMEMBERED = 4_000_000;

export interface ValidationResult {
  readonly name: string;
  readonly rows: number;
  /** No violation of severity error beyond its tolerance. */
  readonly isValid: boolean;
  readonly violations: readonly Violation[];
}

export interface ValidateOptions {
  readonly report?: Report | undefined;
  /** Default four million. */
  readonly mostRemembered?: number | undefined;
}

/**
 * @throws IngotError `VALIDATE_UNIQUE_LIMIT` when more different values are to be remembered than allowed, and those of
 *   opening
 */
export async function validateFile(
  path: string,
  schema: Schema,
  options: ValidateOptions = {},
): Promise<ValidationResult> {
  const rules = schema.columns.map(({name, kind, parse}) => ({
    ...{name, role: 'feature' as const, required: false},
    parse: isReadAtOnce(kind, parse) ? parse : {...defaultRule('text'), missing: parse.missing},
  }));
  const dataset = await openDataset(path, {rules, onBadRow: 'skip', maxBad: 1, report: options.report});
  try {
    return await validateDataset(dataset, schema, options);
  } finally {
    await dataset.close();
  }
}

/** Lists and tensors are read by their rule; other cells as text first, so that those that cannot be read are seen. */
const isReadAtOnce = (kind: Kind, {shape}: ParseRule): boolean =>
  kind === 'labels' || (kind === 'tensor' && shape !== undefined);

/** Text columns of the dataset are read by the rules of the schema. */
export async function validateDataset(
  dataset: Dataset,
  schema: Schema,
  {mostRemembered = MOST_REMEMBERED}: ValidateOptions = {},
): Promise<ValidationResult> {
  const budget = {left: mostRemembered};
  const {fields} = dataset.schema;
  const readers = schema.columns.map((column) => makeReader(column, fields, budget, mostRemembered));
  const rules = schema.rules.map(({name, expect, severity, maxShare, test}) => {
    const tally = new Tally({column: null, rule: name, expected: expect, severity, maxShare});
    return {test, tally};
  });
  // A rule that reads a column the file lacks is left to the complaint about that column.
  let rows = 0;
  for await (const batch of dataset.batches()) {
    const cells = readers.map((reader) => reader.read(batch.columns, batch.rowCount, rows));
    for (let row = 0; row < batch.rowCount; row += 1)
      for (const {test, tally} of rules)
        if (test((column) => cells[column]?.[row] ?? null) === false) tally.add(rows + row, null);
    rows += batch.rowCount;
  }
  assertBalanced(dataset.ledger, `data validate of ${dataset.name}`, rows);
  const violations = [
    ...ofTheWhole(dataset, schema, rows),
    ...readers.flatMap((reader) => reader.violations(rows)),
    ...rules.flatMap(({tally}) => tally.violations(rows)),
  ];
  const isValid = violations.every(({severity, isTolerated}) => severity === 'warn' || isTolerated);
  return {name: dataset.name, rows, isValid, violations};
}

/** Known when all rows are read: how many there are, columns that nobody expects, rows that could not be told into cells. */
function ofTheWhole({schema: {fields}, ledger}: Dataset, schema: Schema, rows: number): Violation[] {
  const {rows: bounds, unknownColumns, columns} = schema;
  const known = new Set(columns.map(({name}) => name));
  const ignored = ledger.entries.flatMap(({action, column}) => (action === 'ignored' && column ? [column] : []));
  const unknown = new Set([...fields.map(({name}) => name), ...ignored].filter((name) => !known.has(name)));
  const found: Violation[] = [];
  if (rows < bounds.min || rows > bounds.max) {
    const most = bounds.max === Infinity ? '' : `, at most ${String(bounds.max)}`;
    const expected = `at least ${String(bounds.min)}${most} rows, found ${String(rows)}`;
    found.push(wholeViolation({column: null, rule: 'rows', expected, severity: 'error'}));
  }
  if (unknownColumns !== 'allow')
    for (const column of unknown)
      found.push(
        wholeViolation({column, rule: 'unknown_columns', expected: 'no such column', severity: unknownColumns}),
      );
  for (const {action, reason, count, first} of ledger.entries)
    if (action === 'dropped' || action === 'quarantined')
      found.push({
        ...wholeViolation(
          {column: null, rule: 'readable', expected: `rows without: ${reason}`, severity: 'error'},
          count,
        ),
        firstRows: first.slice(0, 5),
      });
  return found;
}

type Cells = ArrayLike<Value | null>;
interface Reader {
  /** Judges the cells of a batch and gives them to the rules of rows. @param start - number of the first row */
  readonly read: (columns: readonly ColumnData[], rowCount: number, start: number) => Cells | undefined;
  readonly violations: (rows: number) => Violation[];
}

function makeReader(
  column: ColumnSchema,
  fields: Dataset['schema']['fields'],
  budget: {left: number},
  mostRemembered: number,
): Reader {
  const {name, kind, required, isPrivate, parse} = column;
  const place = fields.findIndex((field) => field.name === name);
  const field = fields[place];
  const nothing = (violation: Violation[]): Reader => ({read: () => undefined, violations: () => violation});
  if (!field) {
    const about = {column: name, rule: 'required', expected: 'a column of this name', severity: 'error'} as const;
    return nothing(required ? [wholeViolation(about)] : []);
  }
  const isText = field.kind === 'text' && kind !== 'text' && kind !== 'tensor';
  if (!isText && field.kind !== kind && !(isTextKind(kind) && isTextKind(field.kind)) && field.kind !== 'text') {
    const expected = `a column of kind ${kind}, found ${field.kind}`;
    return nothing([wholeViolation({column: name, rule: 'kind', expected, severity: 'error'})]);
  }
  const parser = isText ? cellParser(parse) : undefined;
  const remember = (): void => {
    budget.left -= 1;
    if (budget.left < 0)
      throw checkError(
        'VALIDATE_UNIQUE_LIMIT',
        `Column '${name}': unique checks remember ${String(mostRemembered)} values at most, and here are more.`,
        {hints: ['Take unique out of the schema; data clean finds duplicates on disk.']},
      );
  };
  const checks = column.checks.map(({check, given, severity, maxShare, compile}) => {
    const about = {
      column: name,
      rule: check.name,
      expected: isPrivate ? 'as the schema says' : check.describe(given),
      severity,
      maxShare,
    };
    return {judges: check.judges, tally: new Tally(about, isPrivate ? undefined : kind), test: compile(remember)};
  });
  const [unreadable, absent] = (['unreadable', 'missing'] as const).map((what) =>
    checks.find(({judges}) => judges === what),
  );
  const tests = checks.flatMap(({test, tally}) => (test ? [{test, tally}] : []));
  const width = (field.shape ?? []).reduce((product, size) => product * size, 1);
  const read: Reader['read'] = (columns, rowCount, start) => {
    const data = columns[place] ?? [];
    const cells = new Array<Value | null>(rowCount).fill(null);
    for (let row = 0; row < rowCount; row += 1) {
      const raw = data[row * width] ?? null;
      const value = parser && typeof raw === 'string' ? parser(raw) : raw;
      if (value === undefined) unreadable?.tally.add(start + row, raw);
      else if (value === null || Number.isNaN(value)) absent?.tally.add(start + row, null);
      else {
        const present = value as Value;
        cells[row] = present;
        for (const {test, tally} of tests) if (!test(present)) tally.add(start + row, present);
      }
    }
    return cells;
  };
  return {read, violations: (rows) => checks.flatMap(({tally}) => tally.violations(rows))};
}
