// `data clean`: leaves out rows and fills cells. What fills cells is fitted and recorded as a stage.
import {ignoreEvents, nearest, type Json, type Report} from '../core/index.js';
import {
  ColumnStatistics,
  Ledger,
  spoolDataset,
  type Dataset,
  type DatasetSchema,
  type Field,
  type Stage,
} from '../data/index.js';
import {fitStage, type ImputeStrategy} from '../transforms/index.js';
import {applyStages} from './apply-stages.js';
import {countImputed} from './count-imputed.js';
import {prepareError} from './errors.js';
import {refuseFitOnHeldOut} from './held-out.js';
import {allFilters, dropDuplicates, dropMissing, filterRows, type RowFilter} from './row-filters.js';
import {schemaAfter} from './stage-runner.js';

export interface Imputation {
  readonly strategy: ImputeStrategy;
  /** For the strategy `constant`. */
  readonly value?: string | undefined;
}

export interface CleanOptions {
  /** Later copies of a row that is equal in every column are left out (holds a hash of each row in memory). */
  readonly dropDuplicates?: boolean | undefined;
  /** Rows without a value in these columns are left out; `'any'` is every column in use, `'target'` the target. */
  readonly dropMissing?: readonly string[] | undefined;
  readonly impute?: Imputation | undefined;
  /** Columns to impute; default every feature the strategy suits. */
  readonly columns?: readonly string[] | undefined;
  readonly forceFit?: boolean | undefined;
  readonly workDir?: string | undefined;
  readonly report?: Report | undefined;
}

/**
 * One streaming pass; with `impute` two, the first to fit on the rows that stay.
 *
 * @throws IngotError `PREPARE_OPTION`, `COLUMN_MISSING`, `FIT_ON_HELD_OUT`, `ALREADY_PREPARED`, `TRANSFORM_OPTION`
 */
export async function cleanDataset(source: Dataset, options: CleanOptions = {}): Promise<Dataset> {
  const makeFilter = filterMaker(source, options);
  if (options.columns && !options.impute)
    throw prepareError('PREPARE_OPTION', '--columns says what to fill, but --impute does not say how.', {
      hints: ['For instance --impute median; or leave --columns out.'],
    });
  if (!options.impute) return applyStages(source, [], {filter: makeFilter});
  refuseFitOnHeldOut(source, 'clean', options.forceFit === true);
  const dataset = await spoolDataset(source, options.workDir);
  const stages = await fitImputation(dataset, {...options, impute: options.impute}, makeFilter());
  return applyStages(dataset, stages, {filter: makeFilter, watch: countImputed(dataset.schema, stages)});
}

/** `'median'`, `'mean'`, `'mode'` or `'constant=VALUE'`. @throws IngotError `PREPARE_OPTION` */
export function parseImputation(text: string): Imputation {
  const [strategy, ...rest] = text.split('=');
  if (strategy === 'constant' && rest.length > 0) return {strategy, value: rest.join('=')};
  if ((strategy === 'median' || strategy === 'mean' || strategy === 'mode') && rest.length === 0) return {strategy};
  throw prepareError('PREPARE_OPTION', `--impute expects median, mean, mode or constant=VALUE, got '${text}'.`);
}

function filterMaker({schema, name}: Dataset, options: CleanOptions): () => RowFilter {
  const columns = [...new Set((options.dropMissing ?? []).flatMap((word) => columnsOf(schema, word, name)))];
  return () =>
    allFilters([
      ...(columns.length > 0 ? [dropMissing(schema.fields, columns)] : []),
      ...(options.dropDuplicates === true ? [dropDuplicates()] : []),
    ]);
}

/** A column of that name comes before the words `any` and `target`. */
function columnsOf({fields}: DatasetSchema, word: string, where: string): string[] {
  if (fields.some(({name}) => name === word)) return [word];
  const inUse = fields.filter(({role}) => role !== 'ignored');
  if (word === 'any') return inUse.map(({name}) => name);
  if (word === 'target') {
    const target = inUse.find(({role}) => role === 'target');
    if (target) return [target.name];
  }
  throw unknownColumn(word, fields, where);
}

export function unknownColumn(name: string, fields: readonly Field[], where: string): Error {
  const known = fields.map((field) => field.name);
  const near = nearest(name, known);
  return prepareError('COLUMN_MISSING', `${where}: expected a column '${name}', but there is none.`, {
    hints: [...(near === undefined ? [] : [`Did you mean '${near}'?`]), `Columns: ${known.join(', ')}.`],
    data: {column: name},
  });
}

type ImputeRequest = CleanOptions & {readonly impute: Imputation};

async function fitImputation(dataset: Dataset, request: ImputeRequest, filter: RowFilter): Promise<Stage[]> {
  const {report = ignoreEvents} = request;
  const fields = imputedFields(dataset, request);
  const statistics = new Map(fields.map(({name}) => [name, new ColumnStatistics()]));
  const positions = fields.map((field) => dataset.schema.fields.indexOf(field));
  for await (const {batch} of filterRows(dataset, filter, new Ledger()))
    fields.forEach(({name}, at) => statistics.get(name)?.add(batch.columns[positions[at] ?? 0] ?? [], batch.rowCount));
  const usable = fields.filter(({name}) => {
    const hasValues = (statistics.get(name)?.present ?? 0) > 0 || request.impute.strategy === 'constant';
    if (!hasValues) report({type: 'note', message: `Column '${name}' has no value in any row: not imputed.`});
    return hasValues;
  });
  const {strategy, value} = request.impute;
  const blocks = [
    {transform: 'impute', strategy, fields: usable.filter(({kind}) => kind === 'numeric' || kind === 'datetime')},
    {
      transform: 'impute',
      strategy: strategy === 'constant' ? strategy : ('mode' as const),
      fields: usable.filter(({kind}) => kind === 'boolean'),
    },
    {transform: 'impute-text', strategy, fields: usable.filter(({kind}) => kind === 'category' || kind === 'text')},
  ];
  const stages: Stage[] = [];
  let {schema} = dataset;
  for (const block of blocks.filter((each) => each.fields.length > 0)) {
    const options: Record<string, Json> = {strategy: block.strategy, value: value ?? null};
    const columns = block.fields.map(({name}) => name);
    const stage = fitStage({transform: block.transform, columns, fields: schema.fields, statistics, options});
    schema = schemaAfter(schema, [stage]);
    stages.push(stage);
  }
  return stages;
}

/** The columns to impute: those named, or the features that the strategy suits. */
function imputedFields({schema, name: where}: Dataset, {impute, columns}: ImputeRequest): Field[] {
  const suits = ({kind}: Field): boolean => {
    const isText = kind === 'category' || kind === 'text';
    if (impute.strategy !== 'constant') return !isText || impute.strategy === 'mode';
    // A constant fills what it can stand in: a number in numbers, any text in texts.
    if (isText) return true;
    return kind === 'numeric' && Number.isFinite(Number(impute.value)) && impute.value?.trim() !== '';
  };
  const named = columns?.map((name) => {
    const field = schema.fields.find((candidate) => candidate.name === name);
    if (!field) throw unknownColumn(name, schema.fields, where);
    if (!suits(field))
      throw prepareError(
        'PREPARE_OPTION',
        `Column '${name}' is ${field.kind}: '${impute.strategy}' does not suit it.`,
        {
          hints: ['Text can take the mode or a constant.'],
        },
      );
    return field;
  });
  const chosen =
    named ?? schema.fields.filter((field) => field.role === 'feature' && field.kind !== 'text' && suits(field));
  const done = chosen.find(({storage}) => storage === 'float32' || storage === 'int32');
  if (done)
    throw prepareError(
      'ALREADY_PREPARED',
      `${where}: column '${done.name}' is normalized already, so its missing cells are gone.`,
      {
        hints: ['Impute before data normalize.'],
      },
    );
  return chosen;
}
