// `data clean`: repairs values, leaves out columns and rows, fills cells. What shapes values is recorded as stages.
import {ignoreEvents, type Report} from '../core/index.js';
import {ColumnStatistics, exactValuesFor, Ledger, spoolDataset, type Dataset, type Field} from '../data/index.js';
import {applyStages} from './apply-stages.js';
import {watchChanges} from './clean/count-changes.js';
import {columnsToDrop, dropColumns, dropsColumns, type DropColumnOptions} from './clean/drop-columns.js';
import {fitImputation, type ImputeOptions} from './clean/imputation.js';
import {dropOutliers, fitOutliers, outlierFields, spreadFields, type OutlierOptions} from './clean/outliers.js';
import {parseReplacements} from './clean/replace-rules.js';
import {repairSpelling} from './clean/spelling.js';
import {countImputed} from './count-imputed.js';
import {prepareError} from './errors.js';
import {refuseFitOnHeldOut} from './held-out.js';
import {
  allFilters,
  dropMasked,
  dropMissing,
  dropSparse,
  filterRows,
  findDuplicates,
  type RowFilter,
} from './row-filters.js';
import {schemaAfter} from './stage-runner.js';
import {unknownColumn} from './unknown-column.js';

export interface CleanOptions extends DropColumnOptions, ImputeOptions {
  /** Later copies of a row that is equal in every column are left out: a pass more, in bounded memory. */
  readonly dropDuplicates?: boolean | undefined;
  /** Bytes for the rows in which duplicates are looked for; what is beyond goes to disk. */
  readonly memoryBytes?: number | undefined;
  /** Rows without a value in these columns are left out; `'any'` is every column in use, `'target'` the target. */
  readonly dropMissing?: readonly string[] | undefined;
  /** Rows in which more than this share of the features is missing are left out. */
  readonly dropMissingRows?: number | undefined;
  /** `COL:old=new`; see `parseReplacement`. */
  readonly replace?: readonly string[] | undefined;
  /** Blanks at the ends of texts go, runs of blanks become one. */
  readonly trim?: boolean | undefined;
  /** Categories equal but for case and blanks become the most frequent of them. */
  readonly mergeSpelling?: boolean | undefined;
  readonly outliers?: OutlierOptions | undefined;
  readonly forceFit?: boolean | undefined;
  readonly workDir?: string | undefined;
  readonly report?: Report | undefined;
}

/**
 * In this order: values are replaced and spellings repaired; columns are dropped; rows are dropped (missing cells,
 * duplicates, outliers); what is missing is filled; outliers are clipped or marked. Streaming; what is fitted takes a pass
 * more over the rows each time.
 *
 * @throws IngotError `COLUMN_MISSING`, `FIT_ON_HELD_OUT`, `ALREADY_PREPARED`, `PREPARE_OPTION`, `TRANSFORM_OPTION`
 */
export async function cleanDataset(source: Dataset, options: CleanOptions = {}): Promise<Dataset> {
  const {outliers, report} = options;
  refuseIdle(options);
  const rules = parseReplacements(options.replace, source.schema, source.name);
  const watched = missingColumns(source, options);
  const [trim, mergeSpelling] = [options.trim === true, options.mergeSpelling === true];
  const isFitted =
    trim || mergeSpelling || dropsColumns(options) || options.impute !== undefined || outliers !== undefined;
  if (isFitted) refuseFitOnHeldOut(source, 'clean', options.forceFit === true);
  const isTwice = isFitted || options.dropDuplicates === true;
  const read = isTwice ? await spoolDataset(source, options.workDir) : source;
  const repair = async (rows: Dataset, told: Report | undefined): Promise<Dataset> => {
    const own = rules.filter(({column}) => rows.schema.fields.some(({name}) => name === column));
    return repairSpelling(rows, {rules: own, trim, mergeSpelling, report: told});
  };
  const dataset = await repair(await withoutColumns(read, repair, options), report);
  const filter = await filterOf(dataset, watched, options);
  if (options.impute === undefined && outliers === undefined) return applyStages(dataset, [], {filter});
  return fillAndFence(dataset, filter, options);
}

/** @throws IngotError `PREPARE_OPTION` for an option that does nothing without another */
function refuseIdle({impute, flagMissing, columns}: CleanOptions): void {
  if (flagMissing === true && impute === undefined)
    throw prepareError('PREPARE_OPTION', '--flag-missing does nothing without --impute: it marks the cells filled.');
  if (columns !== undefined && impute?.some(({column}) => column === undefined) !== true)
    throw prepareError('PREPARE_OPTION', '--columns does nothing without an --impute for all columns.', {
      hints: ['For one column: --impute COLUMN=median.'],
    });
}

/** Which columns go is seen in the repaired values; they go before the repair, so that no stage holds on to them. */
async function withoutColumns(
  dataset: Dataset,
  repair: (rows: Dataset, report: Report | undefined) => Promise<Dataset>,
  options: CleanOptions,
): Promise<Dataset> {
  if (!dropsColumns(options)) return dataset;
  const statistics = await observe(await repair(dataset, undefined), undefined, () => true);
  return dropColumns(dataset, columnsToDrop(dataset.schema, statistics, options));
}

async function fillAndFence(dataset: Dataset, first: RowFilter, options: CleanOptions): Promise<Dataset> {
  const {outliers, report = ignoreEvents} = options;
  const {schema, name} = dataset;
  let filter = first;
  const hasMode = options.impute?.some(({strategy}) => strategy === 'mode') === true;
  // The fill of a boolean is its commonest value.
  const countsNumbers = ({kind}: Field): boolean => hasMode || kind === 'boolean';
  let statistics = await observe(dataset, filter, countsNumbers);
  const searched = outliers ? outlierFields(schema, outliers, name) : [];
  if (outliers && searched.length === 0)
    report({type: 'note', message: 'There is no numeric feature, so --outliers changes nothing.'});
  const spread = outliers ? spreadFields(searched, statistics, {...outliers, report}) : [];
  if (outliers?.action === 'drop' && spread.length > 0) {
    const fenced = dropOutliers(schema, spread, statistics, outliers);
    filter = allFilters([first, fenced]);
    if (options.impute !== undefined) statistics = await observe(dataset, filter, countsNumbers);
  }
  const imputing = options.impute ? fitImputation(schema, statistics, {...options, name}) : [];
  const fencing = outliers ? fitOutliers(schemaAfter(schema, imputing), spread, statistics, outliers) : [];
  const marks = outliers?.action === 'flag' ? fencing : [];
  const flags = new Map(marks.flatMap(({outputs, columns}) => outputs.map((flag, at) => [flag, columns[at] ?? ''])));
  return applyStages(dataset, [...imputing, ...fencing], {
    filter,
    watch: countImputed(schema, imputing),
    watchAfter: watchChanges(schema, {reasonOf: () => 'outlier clipped', flags}),
  });
}

/** @param countsNumbers - of which columns values are counted */
async function observe(
  dataset: Dataset,
  filter: RowFilter | undefined,
  countsNumbers: (field: Field) => boolean,
): Promise<Map<string, ColumnStatistics>> {
  const {fields} = dataset.schema;
  const exactValues = exactValuesFor(fields.length);
  const statistics = new Map(
    fields.map((field) => [field.name, ColumnStatistics.of(field, {exactValues, countNumbers: countsNumbers(field)})]),
  );
  const used = fields.map(({name, role}, index) => ({name, role, index})).filter(({role}) => role !== 'ignored');
  for await (const {batch} of filterRows(dataset, filter, new Ledger()))
    for (const {name, index} of used) statistics.get(name)?.add(batch.columns[index] ?? [], batch.rowCount);
  return statistics;
}

async function filterOf(
  dataset: Dataset,
  watched: readonly string[],
  {dropMissingRows, dropDuplicates, memoryBytes, workDir}: CleanOptions,
): Promise<RowFilter> {
  const {fields} = dataset.schema;
  const left = watched.filter((name) => fields.some((field) => field.name === name));
  const filters = [
    ...(left.length > 0 ? [dropMissing(fields, left)] : []),
    ...(dropMissingRows === undefined ? [] : [dropSparse(fields, dropMissingRows)]),
  ];
  // Without any column all rows would be equal, and mean nothing by it.
  if (dropDuplicates !== true || fields.length === 0) return allFilters(filters);
  const copies = await findDuplicates(dataset, allFilters(filters), {memoryBytes, workDir});
  return allFilters([...filters, dropMasked(copies, 'duplicate row')]);
}

function missingColumns({schema, name}: Dataset, {dropMissing: words = []}: CleanOptions): string[] {
  return [...new Set(words.flatMap((word) => columnsOf(schema, word, name)))];
}

/** A column of that name comes before the words `any` and `target`. */
function columnsOf({fields}: {readonly fields: readonly Field[]}, word: string, where: string): string[] {
  if (fields.some(({name}) => name === word)) return [word];
  const inUse = fields.filter(({role}) => role !== 'ignored');
  if (word === 'any') return inUse.map(({name}) => name);
  if (word === 'target') {
    const target = inUse.find(({role}) => role === 'target');
    if (target) return [target.name];
  }
  throw unknownColumn(word, fields, where);
}
