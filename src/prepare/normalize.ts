// `data normalize`: makes rows ready to train on. Fits stages on the rows given, then applies them.
import {counted, ignoreEvents, type Report} from '../core/index.js';
import {
  ColumnStatistics,
  requireSameColumns,
  spoolDataset,
  type Dataset,
  type DatasetSchema,
  type DatasetStatistics,
  type Field,
  type SplitName,
  type Stage,
} from '../data/index.js';
import {categoriesOfStage} from '../transforms/index.js';
import {applyStages} from './apply-stages.js';
import {countImputed} from './count-imputed.js';
import {prepareError} from './errors.js';
import {refuseFitOnHeldOut} from './held-out.js';
import {createObserve, observeRaw, refuseToObserve} from './normalize/observe.js';
import {isClassTarget, planStages, type PlanOptions} from './normalize/plan.js';
import {isReady} from './ready.js';
import {dropMissing} from './row-filters.js';

export interface NormalizeOptions {
  readonly plan?: Partial<PlanOptions> | undefined;
  /** Fit although the rows are marked valid or test. */
  readonly forceFit?: boolean | undefined;
  /** Statistics to fit on instead of those of the rows, and the name of their file. */
  readonly given?: {readonly name: string; readonly statistics: DatasetStatistics} | undefined;
  readonly workDir?: string | undefined;
  readonly report?: Report | undefined;
}

const DEFAULTS: PlanOptions = {
  numeric: 'standardize',
  dates: 'seconds',
  impute: 'median',
  clip: undefined,
  minCount: 1,
  maxCategories: undefined,
  transforms: {},
  task: 'auto',
  targetTransform: undefined,
};

/**
 * Two passes: statistics of the rows with a target, then the rows through the stages; one more for each step of a chain
 * that is fitted on what an earlier step made. Rows without a target are left out and counted; free text gets role `ignored`, and columns without any value are dropped.
 *
 * @returns the prepared dataset; closing it closes the source
 * @throws IngotError `FIT_ON_HELD_OUT`, `ALREADY_PREPARED`, `NO_ROWS`, `NO_FEATURES`, `PREPARE_OPTION`, and what
 *   fitting throws
 */
export async function normalizeDataset(source: Dataset, options: NormalizeOptions = {}): Promise<Dataset> {
  const {report = ignoreEvents} = options;
  const settings = {...DEFAULTS, ...options.plan};
  refuseFitOnHeldOut(source, 'normalize', options.forceFit === true);
  refusePrepared(source);
  const {given} = options;
  if (given) requireFitting(given, source, options.forceFit === true);
  const dataset = given ? source : await spoolDataset(source, options.workDir);
  const target = dataset.schema.fields.find(({role}) => role === 'target');
  const filter = target && dropMissing(dataset.schema.fields, [target.name], 'missing target');
  const statistics = given
    ? withUnobserved(given.statistics.columns, dataset.schema)
    : await observeRaw(dataset, filter, (field) => needsCounts(field, settings));
  const schema = settleRoles(dataset, statistics, settings, report);
  const observe = given ? refuseToObserve(given.name) : createObserve(dataset, filter);
  const {name} = dataset;
  const {stages, consumed} = await planStages({schema, statistics, observe, options: settings, name});
  tell({schema, statistics, target, settings, report});
  tellGrouped(stages, statistics, report);
  return applyStages(dataset, stages, {
    filter,
    finish: (staged) => setAside(withRanges(keepFields(staged, schema), statistics, settings), consumed),
    watch: countImputed(dataset.schema, stages),
  });
}

/**
 * Statistics from a file must be of the very columns, of rows that may shape a model, and of some.
 *
 * @throws IngotError `DATA_SCHEMA_MISMATCH`, `FIT_ON_HELD_OUT`, `NO_ROWS`
 */
function requireFitting(
  {name, statistics}: NonNullable<NormalizeOptions['given']>,
  {schema, name: rows}: Dataset,
  isForced: boolean,
): void {
  requireSameColumns(schema.fields, statistics.fields, {found: rows, expected: name});
  for (const split of statistics.splits)
    refuseFitOnHeldOut({name, schema: {metadata: {split: split as SplitName}}}, 'normalize', isForced || split === '');
  if (statistics.rows === 0) throw prepareError('NO_ROWS', `${name}: expected statistics of rows, but of none.`);
}

/** Columns of other roles have no statistics. */
function withUnobserved(
  columns: ReadonlyMap<string, ColumnStatistics>,
  {fields}: DatasetSchema,
): ReadonlyMap<string, ColumnStatistics> {
  return new Map(fields.map((field) => [field.name, columns.get(field.name) ?? ColumnStatistics.of(field)]));
}

/** Whether fitting asks how often each value of a column of numbers occurs. */
function needsCounts(field: Field, {impute, task}: PlanOptions): boolean {
  if (field.role === 'target') return isClassTarget(field, task);
  return impute === 'mode' || field.kind === 'boolean';
}

function refusePrepared({schema, name}: Dataset): void {
  // A column that a stage has added, such as a mark of `data clean`, comes from no column of its own name.
  const added = new Set(
    schema.metadata.stages.flatMap(({outputs, columns}) => outputs.filter((output) => !columns.includes(output))),
  );
  const done = schema.fields.filter(
    (field) => (field.role === 'feature' || field.role === 'target') && isReady(field) && !added.has(field.name),
  );
  if (done.length === 0) return;
  throw prepareError(
    'ALREADY_PREPARED',
    `${name} is normalized already (column '${done[0]?.name ?? ''}', and ${String(done.length - 1)} more).`,
    {hints: ['Train on it as it is, or normalize the rows it was made from.']},
  );
}

/** The schema with columns that cannot be used dropped or set aside. */
function settleRoles(
  {schema, name: source}: Dataset,
  statistics: ReadonlyMap<string, ColumnStatistics>,
  {transforms}: PlanOptions,
  report: Report,
): DatasetSchema {
  const note = (message: string): void => report({type: 'note', message});
  const fields = schema.fields.flatMap((field): Field[] => {
    if (field.role !== 'feature') return [field];
    if (statistics.get(field.name)?.present === 0) {
      note(`Column '${field.name}' has no value in any row: dropped.`);
      return [];
    }
    if (field.kind !== 'text' || transforms[field.name] !== undefined) return [field];
    note(
      `Column '${field.name}' is free text: role ignored. To use its words: --transform ${field.name}=words:64; the whole as a category: --kind ${field.name}=category at import.`,
    );
    return [{...field, role: 'ignored'}];
  });
  if (!fields.some(({role}) => role === 'feature'))
    throw prepareError('NO_FEATURES', `${source} has no feature column to prepare.`, {
      hints: ['Check kinds and roles with data describe.'],
    });
  return {...schema, fields};
}

/** The staged schema, without columns that were dropped and with roles as settled; derived columns stay. */
function keepFields(staged: DatasetSchema, settled: DatasetSchema): DatasetSchema {
  const roles = new Map(settled.fields.map(({name, role}) => [name, role]));
  const fields = staged.fields
    .filter(({name, stage}) => roles.has(name) || stage !== undefined)
    .map((field) => ({...field, role: roles.get(field.name) ?? field.role}));
  return {...staged, fields};
}

function withRanges(
  {fields, metadata}: DatasetSchema,
  statistics: ReadonlyMap<string, ColumnStatistics>,
  {task}: PlanOptions,
): DatasetSchema {
  const known = fields.map((field): Field => {
    const observed = statistics.get(field.name);
    if (observed?.elements && field.role === 'feature' && observed.present > 0) {
      const {min, max} = observed.elements.all;
      return {...field, range: [min, max]};
    }
    const isQuantity = field.kind === 'numeric' || field.kind === 'datetime';
    if (!observed || !isQuantity || observed.present === 0) return field;
    if (field.role === 'feature') return {...field, range: [observed.min, observed.max]};
    if (field.role !== 'target' || isClassTarget(field, task)) return field;
    return {...field, moments: [observed.mean, observed.deviation]};
  });
  return {fields: known, metadata};
}

/** A column that lives on in columns made of it stays in the file, but is no feature any more. */
function setAside({fields, metadata}: DatasetSchema, consumed: readonly string[]): DatasetSchema {
  const rest = fields.map((field): Field => (consumed.includes(field.name) ? {...field, role: 'ignored'} : field));
  return {fields: rest, metadata};
}

interface Told {
  readonly schema: DatasetSchema;
  readonly statistics: ReadonlyMap<string, ColumnStatistics>;
  readonly target: Field | undefined;
  readonly settings: PlanOptions;
  readonly report: Report;
}

function tell({schema, statistics, target, settings, report}: Told): void {
  const note = (message: string): void => report({type: 'note', message});
  const features = schema.fields.filter(({role}) => role === 'feature');
  for (const {name, kind} of features) {
    const observed = statistics.get(name);
    if (!observed) continue;
    if (kind === 'numeric' && observed.min === observed.max)
      note(`Column '${name}' is ${String(observed.min)} in every row: nothing can be learned from it (scaled by 1).`);
    if (kind === 'category' && observed.distinct > observed.present / 2 && observed.present > 20)
      report({
        type: 'warning',
        message: `Column '${name}' has ${String(observed.distinct)} categories in ${counted(observed.present, 'row')}: if it is an identifier, say --role ${name}=id at import.`,
      });
    const isOpen = settings.impute === 'none' ? kind !== 'category' && kind !== 'text' : kind === 'tensor';
    if (isOpen && observed.missing > 0)
      note(`Column '${name}' keeps ${String(observed.missing)} missing cells: the model will require a value.`);
  }
  if (!target) note('There is no target column: only features are prepared.');
  else if (isClassTarget(target, settings.task) && statistics.get(target.name)?.distinct === 1)
    report({
      type: 'warning',
      message: `Target '${target.name}' has one class only: a model can learn nothing from it.`,
    });
}

/** Categories that are there but not in the vocabulary: too rare, or too many. */
function tellGrouped(
  stages: readonly Stage[],
  statistics: ReadonlyMap<string, ColumnStatistics>,
  report: Report,
): void {
  for (const stage of stages)
    categoriesOfStage(stage)?.forEach((kept, at) => {
      const name = stage.columns[at] ?? '';
      const known = new Set(kept);
      const left = [...(statistics.get(name)?.frequencies ?? [])].filter(([category]) => !known.has(String(category)));
      if (left.length === 0) return;
      const rows = left.reduce((sum, [, count]) => sum + count, 0);
      const which = left.length === 1 ? '1 category' : `${String(left.length)} categories`;
      report({
        type: 'note',
        message: `Column '${name}': ${which} of ${String(kept.length + left.length)} (${counted(rows, 'row')}) count as unknown.`,
      });
    });
}
