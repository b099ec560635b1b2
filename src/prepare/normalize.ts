// `data normalize`: makes rows ready to train on. Fits stages on the rows given, then applies them.
import {ignoreEvents, type Report} from '../core/index.js';
import {ColumnStatistics, Ledger, spoolDataset, type Dataset, type DatasetSchema, type Field} from '../data/index.js';
import {applyStages} from './apply-stages.js';
import {countImputed} from './count-imputed.js';
import {prepareError} from './errors.js';
import {refuseFitOnHeldOut} from './held-out.js';
import {isClassTarget, planStages, type PlanOptions} from './normalize-plan.js';
import {dropMissing, filterRows, type RowFilter} from './row-filters.js';

export interface NormalizeOptions {
  readonly plan?: Partial<PlanOptions> | undefined;
  /** Fit although the rows are marked valid or test. */
  readonly forceFit?: boolean | undefined;
  readonly workDir?: string | undefined;
  readonly report?: Report | undefined;
}

const DEFAULTS: PlanOptions = {
  numeric: 'standardize',
  impute: 'median',
  clip: undefined,
  minCount: 1,
  task: 'auto',
  scaleTarget: true,
};

/**
 * Two passes: statistics of the rows with a target, then the rows through the stages. Rows without a target are left
 * out and counted; free text gets role `ignored`, and columns without any value are dropped.
 *
 * @returns the prepared dataset; closing it closes the source
 * @throws IngotError `FIT_ON_HELD_OUT`, `ALREADY_PREPARED`, `NO_ROWS`, `NO_FEATURES`
 */
export async function normalizeDataset(source: Dataset, options: NormalizeOptions = {}): Promise<Dataset> {
  const {report = ignoreEvents} = options;
  const settings = {...DEFAULTS, ...options.plan};
  refuseFitOnHeldOut(source, 'normalize', options.forceFit === true);
  refusePrepared(source);
  const dataset = await spoolDataset(source, options.workDir);
  const target = dataset.schema.fields.find(({role}) => role === 'target');
  const filter = target && ((): RowFilter => dropMissing(dataset.schema.fields, [target.name], 'missing target'));
  const statistics = await observe(dataset, filter?.());
  const schema = settleRoles(dataset, statistics, report);
  const stages = planStages(schema, statistics, settings);
  tell({schema, statistics, target, settings, report});
  return applyStages(dataset, stages, {
    filter,
    finish: (staged) => withRanges(keepFields(staged, schema), statistics, settings),
    watch: countImputed(dataset.schema, stages),
  });
}

function refusePrepared({schema, name}: Dataset): void {
  const done = schema.fields.filter(
    ({role, storage}) => (role === 'feature' || role === 'target') && (storage === 'float32' || storage === 'int32'),
  );
  if (done.length === 0) return;
  throw prepareError(
    'ALREADY_PREPARED',
    `${name} is normalized already (column '${done[0]?.name ?? ''}', and ${String(done.length - 1)} more).`,
    {hints: ['Train on it as it is, or normalize the rows it was made from.']},
  );
}

async function observe(dataset: Dataset, filter: RowFilter | undefined): Promise<Map<string, ColumnStatistics>> {
  const {fields} = dataset.schema;
  const statistics = fields.map(() => new ColumnStatistics());
  const watched = fields
    .map(({role}, index) => ({role, index}))
    .filter(({role}) => role === 'feature' || role === 'target');
  let rows = 0;
  for await (const {batch} of filterRows(dataset, filter, new Ledger())) {
    rows += batch.rowCount;
    for (const {index} of watched) statistics[index]?.add(batch.columns[index] ?? [], batch.rowCount);
  }
  if (rows === 0)
    throw prepareError('NO_ROWS', `${dataset.name}: expected rows to fit on, but there are none.`, {
      hints: ['Rows without a target do not count.', 'Look at the rows with data describe.'],
    });
  return new Map(fields.map(({name}, index) => [name, statistics[index] ?? new ColumnStatistics()]));
}

/** The schema with columns that cannot be used dropped or set aside. */
function settleRoles(
  {schema, name: source}: Dataset,
  statistics: ReadonlyMap<string, ColumnStatistics>,
  report: Report,
): DatasetSchema {
  const note = (message: string): void => report({type: 'note', message});
  const fields = schema.fields.flatMap((field): Field[] => {
    if (field.role !== 'feature') return [field];
    if (statistics.get(field.name)?.present === 0) {
      note(`Column '${field.name}' has no value in any row: dropped.`);
      return [];
    }
    if (field.kind !== 'text') return [field];
    note(
      `Column '${field.name}' is free text, which this model family cannot use: role ignored. Say --kind ${field.name}=category at import to use it.`,
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
    const isQuantity = field.kind === 'numeric' || field.kind === 'datetime';
    if (!observed || !isQuantity || observed.present === 0) return field;
    if (field.role === 'feature') return {...field, range: [observed.min, observed.max]};
    if (field.role !== 'target' || isClassTarget(field, task)) return field;
    return {...field, moments: [observed.mean, observed.deviation]};
  });
  return {fields: known, metadata};
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
        message: `Column '${name}' has ${String(observed.distinct)} categories in ${String(observed.present)} rows: if it is an identifier, say --role ${name}=id at import.`,
      });
    if (settings.impute === 'none' && observed.missing > 0 && kind !== 'category')
      note(`Column '${name}' keeps ${String(observed.missing)} missing cells: the model will require a value.`);
  }
  if (!target) note('There is no target column: only features are prepared.');
  else if (isClassTarget(target, settings.task) && statistics.get(target.name)?.distinct === 1)
    report({
      type: 'warning',
      message: `Target '${target.name}' has one class only: a model can learn nothing from it.`,
    });
}
