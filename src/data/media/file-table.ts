// The files of a folder as a table: their names, and the folders they lie in as classes.
import type {Report} from '../../core/index.js';
import {dataError} from '../errors.js';
import {makeRawField} from '../fields.js';
import {inferSchema} from '../infer-schema.js';
import {Ledger} from '../ledger.js';
import type {OpenOptions} from '../open-options.js';
import {parseCell} from '../parse-cell.js';
import type {Batch, ColumnData, Dataset, DatasetSchema, Field, SplitName} from '../types.js';
import type {FoundFile, Skipped} from './walk.js';

export interface FileTableOptions {
  readonly name: string;
  readonly split: SplitName | undefined;
  readonly files: readonly FoundFile[];
  readonly skipped: readonly Skipped[];
  readonly options: OpenOptions;
  readonly report: Report;
}

/**
 * `path`, an id, and `label`, the target, where the files lie in folders; with rules the label is called as their target.
 * Files beside the folders of classes have no class: they are left out, and counted.
 *
 * @throws IngotError `DATA_EMPTY`, `DATA_COLUMN_MISSING` for options of a column that is not there
 */
export function fileTable({name, split, files, skipped, options, report}: FileTableOptions): Dataset {
  if (files.length === 0) throw dataError('DATA_EMPTY', `${name}: expected files, found none.`);
  const hasClasses = files.some(({label}) => label !== undefined);
  const kept = hasClasses ? files.filter(({label}) => label !== undefined) : files;
  const beside = hasClasses ? files.filter(({label}) => label === undefined) : [];
  const account = new Ledger();
  for (const {reason, path} of skipped) account.record({action: 'ignored', reason: `file: ${reason}`, file: path});
  for (const {path} of beside)
    account.record({action: 'ignored', reason: 'file: beside the folders of the classes', file: path});
  if (beside.length > 0)
    report({
      type: 'warning',
      message: `${name}: ${String(beside.length)} of ${String(files.length)} files lie beside the folders of the classes and are left out.`,
    });
  const schema = schemaOf({name, split, hasClasses, files: kept, options, report});
  const [, label] = schema.fields;
  const columns: ColumnData[] = [kept.map(({path}) => path), ...(label ? [labelColumn(label, kept)] : [])];
  const ledger = new Ledger();
  ledger.include(account.totals());
  return {
    schema,
    name,
    rereadable: true,
    rowCount: kept.length,
    batches: () => once({rowCount: kept.length, columns}),
    close: () => Promise.resolve(),
    get ledger() {
      const totals = ledger.totals();
      return {...totals, rowsRead: kept.length, rowsKept: kept.length};
    },
    sources: () => Promise.resolve([]),
  };
}

async function* once(batch: Batch): AsyncGenerator<Batch> {
  yield await Promise.resolve(batch);
}

function labelColumn({parse}: Field, files: readonly FoundFile[]): ColumnData {
  const values = files.map(({label}) => parseCell(label ?? null, parse));
  return values.every((value) => typeof value === 'string' || value === null)
    ? values
    : Float64Array.from(values, (value) => (typeof value === 'number' ? value : NaN));
}

interface SchemaOptions extends Omit<FileTableOptions, 'skipped'> {
  readonly hasClasses: boolean;
}

function schemaOf({name, split, hasClasses, files, options, report}: SchemaOptions): DatasetSchema {
  const path = makeRawField('path', 'text', 'id');
  const target = options.rules?.find(({role}) => role === 'target');
  if (options.rules) {
    const label = hasClasses && target ? [makeRawField(target.name, target.parse.kind, 'target', target.parse)] : [];
    return {fields: [path, ...label], metadata: {format: 1, lineage: [], stages: [], ...(split ? {split} : {})}};
  }
  const {importOptions = {}} = options;
  // What is said of the column of numbers is looked at where it is made.
  const ignore = importOptions.ignore?.filter((column) => ['path', 'label'].includes(column));
  const samples = [
    {name: 'path', cells: files.map((file) => file.path)},
    ...(hasClasses ? [{name: 'label', cells: files.map((file) => file.label)}] : []),
  ];
  const isIgnored = ignore?.includes('label') === true || importOptions.roles?.['label'] !== undefined;
  const {schema, notes} = inferSchema(samples, {
    ...importOptions,
    ignore,
    kinds: {path: 'text', ...(hasClasses ? {label: 'category'} : {}), ...importOptions.kinds},
    roles: {...(ignore?.includes('path') === true ? {} : {path: 'id'}), ...importOptions.roles},
    target: importOptions.target ?? (hasClasses && !isIgnored ? 'label' : undefined),
    where: name,
  });
  for (const message of notes) report({type: 'note', message});
  if (!hasClasses)
    report({type: 'note', message: `${name}: no folders in it, so the files have no class and there is no target.`});
  return {...schema, metadata: {...schema.metadata, ...(split ? {split} : {})}};
}
