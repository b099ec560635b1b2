// `data validate`: one pass over the rows, every check of the schema at once.
import {ignoreEvents, type Report} from '../../core/index.js';
import {
  assertBalanced,
  defaultRule,
  openDataset,
  type Dataset,
  type Kind,
  type ParseRule,
  type RowMask,
} from '../../data/index.js';
import {makeReader, type ColumnReader} from './column-reader.js';
import {ofTheFile} from './file-checks.js';
import {makeRuleJudge, openKey, type KeyJudge} from './row-checks.js';
import type {Schema} from './schema-file.js';
import {isBroken, type Violation} from './tally.js';

/** For the values that are compared, of all checks together; what is beyond goes to disk. */
const MEMORY_BYTES = 1 << 28;

export interface ValidationResult {
  readonly name: string;
  /** Rows that could be read. */
  readonly rows: number;
  /** No violation of severity error beyond its tolerance. */
  readonly isValid: boolean;
  readonly violations: readonly Violation[];
}

/** A check that is broken beyond its tolerance, and by which rows. */
export interface BrokenRule {
  readonly column: string | null;
  readonly rule: string;
  readonly rows: RowMask;
}

export interface Judgement {
  readonly result: ValidationResult;
  /** Of checks on rows; empty unless rows are kept. */
  readonly broken: readonly BrokenRule[];
}

export interface ValidateOptions {
  readonly report?: Report | undefined;
  /** For values of `unique` and `references`, together; default 256 MiB. What is beyond goes to disk. */
  readonly memoryBytes?: number | undefined;
  /** Folder for what goes to disk; default the system's. */
  readonly workDir?: string | undefined;
  /** What `max_age` counts from, in seconds since the epoch; default the time it is. */
  readonly now?: number | undefined;
  /** Remember which rows break what, one bit for each row and broken check. */
  readonly keepsRows?: boolean | undefined;
}

/** Opens rows as a schema reads them: text cells as they stand, so that those that do not suit their kind are seen. */
export function openForSchema(path: string, schema: Schema, report: Report = ignoreEvents): Promise<Dataset> {
  const rules = schema.columns.map(({name, kind, parse}) => ({
    ...{name, role: 'feature' as const, required: false},
    parse: isReadAtOnce(kind, parse) ? parse : {...defaultRule('text'), missing: parse.missing},
  }));
  return openDataset(path, {rules, onBadRow: 'skip', maxBad: 1, report});
}

/** Lists and tensors are read by their rule. */
const isReadAtOnce = (kind: Kind, {shape}: ParseRule): boolean =>
  kind === 'labels' || (kind === 'tensor' && shape !== undefined);

/** @throws IngotError `VALIDATE_REFERENCE`, `DISK_FULL`, and those of opening */
export async function validateFile(
  path: string,
  schema: Schema,
  options: ValidateOptions = {},
): Promise<ValidationResult> {
  const dataset = await openForSchema(path, schema, options.report);
  try {
    const {result} = await judgeDataset(dataset, schema, {...options, path});
    return result;
  } finally {
    await dataset.close();
  }
}

/** Text columns of the dataset are read by the rules of the schema. @throws IngotError `VALIDATE_REFERENCE`, `DISK_FULL` */
export async function validateDataset(
  dataset: Dataset,
  schema: Schema,
  options: ValidateOptions = {},
): Promise<ValidationResult> {
  const {result} = await judgeDataset(dataset, schema, options);
  return result;
}

export interface JudgeOptions extends ValidateOptions {
  /** What the dataset was opened from, for its time of change. */
  readonly path?: string | undefined;
}

/** @throws IngotError `VALIDATE_REFERENCE`, `DISK_FULL`, and those of opening what columns refer to */
export async function judgeDataset(dataset: Dataset, schema: Schema, options: JudgeOptions = {}): Promise<Judgement> {
  const {now = Date.now() / 1000, keepsRows = false, memoryBytes = MEMORY_BYTES, workDir} = options;
  const {fields} = dataset.schema;
  const compared = schema.columns.flatMap(({checks}) => checks.filter(({compile}) => compile().rows));
  const share = memoryBytes / Math.max(1, schema.keys.length + compared.length);
  const finders = {memoryBytes: share, workDir, folder: schema.folder};
  const readers: ColumnReader[] = [];
  const keys: KeyJudge[] = [];
  try {
    for (const column of schema.columns) readers.push(await makeReader(column, {fields, keepsRows, finders, now}));
    for (const key of schema.keys) keys.push(await openKey(key, {...finders, keepsRows}));
    const rules = schema.rules.map((rule) => makeRuleJudge(rule, keepsRows));
    let rows = 0;
    for await (const {columns, rowCount} of dataset.batches()) {
      const start = rows;
      const cells = readers.map((reader) => reader.read(columns, rowCount, start));
      for (const {add} of [...keys, ...rules]) add(cells, rowCount, start);
      rows += rowCount;
    }
    assertBalanced(dataset.ledger, `data validate of ${dataset.name}`, rows);
    const ofColumns = readers.flatMap((reader) => reader.violations(rows));
    for (const {finish} of keys) finish();
    const others = [...keys, ...rules].map(({tally}) => tally);
    const violations = [
      ...(await ofTheFile(dataset, schema, {rows, now, path: options.path})),
      ...ofColumns,
      ...others.flatMap((tally) => tally.violations(rows)),
    ];
    const tallies = [...readers.flatMap((reader) => reader.tallies), ...others];
    const broken = tallies.flatMap((tally): BrokenRule[] => {
      const found = tally.badRows(rows);
      return found ? [{column: tally.about.column, rule: tally.about.rule, rows: found}] : [];
    });
    return {result: {name: dataset.name, rows, isValid: !violations.some(isBroken), violations}, broken};
  } finally {
    for (const {close} of [...readers, ...keys]) close();
  }
}
