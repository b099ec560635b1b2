// `data describe`: one pass over the rows, and what is worth a second look before a model is trained on them.
import {
  assertBalanced,
  ColumnStatistics,
  describeDataset,
  DuplicateFinder,
  type Batch,
  type ColumnDescription,
  type Dataset,
  type DatasetDescription,
  type DescribeOptions,
  type Field,
} from '../../data/index.js';
import {isMissing} from '../row-filters.js';
import {observeDetails, type ColumnDetails} from './column-details.js';
import {correlationsOf, type Correlations} from './correlations.js';
import {findingsOf, type Finding} from './findings.js';
import {nearImages, nearTexts, type NearDuplicates} from './near-duplicates.js';
import {predictAlone, type Prediction} from './predict-alone.js';
import {isClassField, relate, type Relation} from './relate.js';
import {RowSample} from './row-sample.js';

export interface ProfileOptions extends DescribeOptions {
  /** Strength from which a single column is suspected to give the target away; default 0.98 (an AUC of 0.99). */
  readonly leakStrength?: number | undefined;
  /** Folder for rows that do not fit in memory while duplicates are looked for. */
  readonly workDir?: string | undefined;
  /** Sees every batch too. */
  readonly observe?: ((batch: Batch) => void) | undefined;
}

export interface ProfiledColumn extends ColumnDescription, ColumnDetails {
  /** What this feature alone says about the target; null for other columns, and where nothing can be said. */
  readonly relation: Relation | null;
  /** What it says that a cell is missing. */
  readonly missingRelation: Relation | null;
  /** How well it alone predicts the target, cross-validated. */
  readonly prediction: Prediction | null;
}

export interface ClassShare {
  readonly value: string | number;
  readonly count: number;
  readonly share: number;
}

export interface DatasetProfile extends DatasetDescription {
  readonly columns: readonly ProfiledColumn[];
  /** Rows equal in every column to an earlier one: all rows, compared exactly. */
  readonly duplicates: {readonly count: number; readonly first: readonly number[]};
  /** Of each column of free text or pictures, texts and pictures that are nearly another row's. */
  readonly nearDuplicates: readonly NearDuplicates[];
  /** Classes, most frequent first; null without a target of classes. */
  readonly classes: readonly ClassShare[] | null;
  /** Null with fewer than two columns to compare. */
  readonly correlations: Correlations | null;
  /** Rows the relations were computed from: all, or an even sample. */
  readonly sampledRows: number;
  readonly findings: readonly Finding[];
}

const FIRST_POSITIONS = 5;
const LEAK_STRENGTH = 0.98;

/** Reads a dataset once and describes it. @throws IngotError whatever reading throws */
export async function profileDataset(dataset: Dataset, options: ProfileOptions = {}): Promise<DatasetProfile> {
  const {fields} = dataset.schema;
  const statistics = new Map(fields.map((field) => [field.name, ColumnStatistics.of(field)]));
  const observers = fields.map(observeDetails);
  const sample = new RowSample(fields);
  const finder = new DuplicateFinder({workDir: options.workDir});
  let row = 0;
  try {
    for await (const batch of dataset.batches()) {
      fields.forEach(({name}, index) => statistics.get(name)?.add(batch.columns[index] ?? [], batch.rowCount));
      for (const {add} of observers) add(batch);
      sample.add(batch);
      finder.add(batch);
      options.observe?.(batch);
      row += batch.rowCount;
    }
    const copies = finder.finish();
    const duplicates = {count: copies.count, first: copies.first(FIRST_POSITIONS).map((position) => position + 1)};
    assertBalanced(dataset.ledger, `data describe of ${dataset.name}`, row);
    const described = describeDataset(dataset, statistics, options);
    const relations = relationsOf(fields, sample);
    const columns = described.columns.map((column, index) => ({
      ...column,
      ...observers[index]?.details(statistics.get(column.name), options.top ?? 3),
      ...relations[index],
    })) as ProfiledColumn[];
    const profile = {
      ...described,
      columns,
      duplicates,
      nearDuplicates: nearDuplicatesOf(fields, sample),
      classes: classesOfTarget(fields, statistics),
      correlations: correlationsOf(fields, sample.columns, sample.isSampled),
      sampledRows: sample.rowCount,
    };
    const findings = findingsOf(profile, {fields, statistics, leakStrength: options.leakStrength ?? LEAK_STRENGTH});
    return {...profile, findings};
  } finally {
    finder.close();
  }
}

function relationsOf(
  fields: readonly Field[],
  sample: RowSample,
): Pick<ProfiledColumn, 'relation' | 'missingRelation' | 'prediction'>[] {
  const {columns} = sample;
  const at = fields.findIndex(({role}) => role === 'target');
  const field = fields[at];
  const target = columns[at];
  return fields.map(({role, shape, kind}, index) => {
    const feature = columns[index];
    if (role !== 'feature' || shape !== undefined || field?.shape !== undefined || !field || !target || !feature)
      return {relation: null, missingRelation: null, prediction: null};
    const isClass = isClassField(field);
    const absent = Float64Array.from(feature as ArrayLike<string | number | null>, (cell) => (isMissing(cell) ? 1 : 0));
    return {
      relation: relate(feature, target, isClass) ?? null,
      missingRelation: absent.includes(1) ? (relate(absent, target, isClass) ?? null) : null,
      // Sentences are values of their own: a table of them would learn nothing.
      prediction: kind === 'text' ? null : (predictAlone(feature, target, isClass) ?? null),
    };
  });
}

function nearDuplicatesOf(fields: readonly Field[], sample: RowSample): NearDuplicates[] {
  const {columns, positions, isSampled} = sample;
  const at = fields.findIndex(({role, shape}) => role === 'target' && shape === undefined);
  return fields.flatMap(({name, kind, storage, shape}, index) => {
    const context = {column: name, positions, isSampled, target: at === -1 ? undefined : columns[at]};
    const thumbnails = sample.thumbnails(index);
    if (thumbnails) return [nearImages(thumbnails, context)];
    const column = columns[index];
    if (kind !== 'text' || storage !== 'utf8' || shape !== undefined || !Array.isArray(column)) return [];
    return [nearTexts(column, context)];
  });
}

function classesOfTarget(
  fields: readonly Field[],
  statistics: ReadonlyMap<string, ColumnStatistics>,
): ClassShare[] | null {
  const target = fields.find(({role}) => role === 'target');
  const observed = target && statistics.get(target.name);
  if (!observed || !isClassField(target)) return null;
  return observed
    .top(observed.frequencies.size)
    .map(({value, count}) => ({value, count, share: count / observed.present}));
}
