// Rows parted by a schema: those that break it into one file, with what they break, the others into another.
import {
  judgeDataset,
  openForSchema,
  type BrokenRule,
  type Schema,
  type ValidateOptions,
  type ValidationResult,
} from '../checks/index.js';
import {
  cellParser,
  delegate,
  makeColumn,
  makeRawField,
  spoolDataset,
  type Batch,
  type ColumnData,
  type Dataset,
  type Field,
  type Ledger,
} from '../data/index.js';
import {prepareError} from './errors.js';
import {deriveDataset, writeStep, type VerbResult} from './derived-dataset.js';
import {allFilters, dropMasked, filterRows, type RowFilter} from './row-filters.js';

export interface JudgeRequest extends Omit<ValidateOptions, 'keepsRows'> {
  /** Where rows that break a check go, and where the others. */
  readonly badRows?: string | undefined;
  readonly goodRows?: string | undefined;
  readonly version: string;
}

export interface JudgedRows extends ValidationResult {
  readonly badRows?: VerbResult;
  readonly goodRows?: VerbResult;
}

/**
 * Validates, then reads the rows once more and writes them. A row is bad when it breaks a check of severity error that is
 * broken beyond what it tolerates; rows that could not be told into cells are in neither file.
 *
 * @throws IngotError `PREPARE_OPTION`, `VALIDATE_REFERENCE`, and those of opening and writing
 */
export async function judgeFile(path: string, schema: Schema, request: JudgeRequest): Promise<JudgedRows> {
  const {badRows, goodRows, report, workDir, version} = request;
  if (badRows !== undefined && badRows === goodRows)
    throw prepareError('PREPARE_OPTION', `--bad-rows and --good-rows both name ${badRows}.`);
  const keepsRows = badRows !== undefined || goodRows !== undefined;
  let dataset = await openForSchema(path, schema, report);
  try {
    if (keepsRows) dataset = await spoolDataset(dataset, workDir);
    const {result, broken} = await judgeDataset(dataset, schema, {...request, keepsRows, path});
    const write = (output: string, part: string, rows: Dataset): Promise<VerbResult> =>
      writeStep(rows, {command: 'data validate', options: {part}, version, output, workDir});
    const written: {badRows?: VerbResult; goodRows?: VerbResult} = {};
    if (badRows !== undefined) written.badRows = await write(badRows, 'bad rows', badRowsOf(dataset, broken));
    if (goodRows !== undefined)
      written.goodRows = await write(goodRows, 'good rows', goodRowsOf(dataset, schema, broken));
    return {...result, ...written};
  } finally {
    await dataset.close();
  }
}

const nameOf = ({column, rule}: BrokenRule): string => (column === null ? rule : `${column}: ${rule}`);

const whatBreaks = (row: number, broken: readonly BrokenRule[]): string =>
  broken
    .filter(({rows}) => rows.has(row - 1))
    .map(nameOf)
    .join('; ');

/** The same dataset, which stays open for the other part. */
const keepOpen = (dataset: Dataset): Dataset => delegate(dataset, {close: () => Promise.resolve()});

/** The cells as they stand, and two columns more: the number of the row, and what it breaks. */
function badRowsOf(source: Dataset, broken: readonly BrokenRule[]): Dataset {
  const {fields} = source.schema;
  const taken = new Set(fields.map(({name}) => name));
  const free = (wanted: string): string => (taken.has(wanted) ? free(`${wanted}_`) : wanted);
  const more: Field[] = [makeRawField(free('row'), 'numeric', 'id'), makeRawField(free('breaks'), 'text', 'ignored')];
  const isGood: RowFilter = (_batch, drops) =>
    drops.dropWhere({reason: 'breaks no check'}, (row) => !broken.some(({rows}) => rows.has(drops.first + row)));
  const schema = {...source.schema, fields: [...fields, ...more]};
  async function* derive(ledger: Ledger): AsyncGenerator<Batch> {
    for await (const {batch, rows} of filterRows(source, isGood, ledger)) {
      ledger.keep(batch.rowCount);
      const breaks = rows.map((row) => whatBreaks(row, broken));
      yield {rowCount: batch.rowCount, columns: [...batch.columns, Float64Array.from(rows), breaks]};
    }
  }
  return keepOpen(deriveDataset(source, schema, derive));
}

/** The cells as the schema reads them. */
function goodRowsOf(source: Dataset, {columns}: Schema, broken: readonly BrokenRule[]): Dataset {
  const read = source.schema.fields.map((field) => {
    const column = columns.find(({name}) => name === field.name);
    const isRead = column && field.kind === 'text' && column.kind !== 'text' && column.kind !== 'tensor';
    if (!isRead) return {field};
    return {field: makeRawField(field.name, column.kind, field.role, column.parse), parse: column.parse};
  });
  const isBad = allFilters(broken.map((each) => dropMasked(each.rows, `breaks ${nameOf(each)}`)));
  async function* derive(ledger: Ledger): AsyncGenerator<Batch> {
    for await (const {batch, rows} of filterRows(source, isBad, ledger)) {
      ledger.keep(batch.rowCount);
      const cells = read.map(({field, parse}, at): ColumnData => {
        const raw = batch.columns[at] ?? [];
        if (!parse || !Array.isArray(raw)) return raw;
        const parser = cellParser(parse);
        const column = makeColumn(field.storage, batch.rowCount);
        raw.forEach((text, row) => {
          const value = text === null ? null : parser(text);
          if (value === undefined) {
            const reason = `no ${field.kind}, made missing`;
            ledger.record({action: 'coerced', reason, column: field.name, row: rows[row]});
          }
          column[row] = (value ?? (Array.isArray(column) ? null : NaN)) as never;
        });
        return column;
      });
      yield {rowCount: batch.rowCount, columns: cells};
    }
  }
  const schema = {...source.schema, fields: read.map(({field}) => field)};
  return keepOpen(deriveDataset(source, schema, derive));
}
