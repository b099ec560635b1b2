// `data describe`: one pass over the rows, and what is worth a second look before a model is trained on them.
import {
  assertBalanced,
  ColumnStatistics,
  describeDataset,
  DuplicateFinder,
  type ColumnDescription,
  type Dataset,
  type DatasetDescription,
  type DescribeOptions,
  type Field,
} from '../../data/index.js';
import {isMissing} from '../row-filters.js';
import {findingsOf, type Finding} from './findings.js';
import {isClassField, relate, type Relation} from './relate.js';
import {RowSample} from './row-sample.js';

export interface ProfileOptions extends DescribeOptions {
  /** Strength from which a single column is suspected to give the target away; default 0.98 (an AUC of 0.99). */
  readonly leakStrength?: number | undefined;
  /** Folder for rows that do not fit in memory while duplicates are looked for. */
  readonly workDir?: string | undefined;
}

export interface ProfiledColumn extends ColumnDescription {
  /** What this feature alone says about the target; null for other columns, and where nothing can be said. */
  readonly relation: Relation | null;
  /** What it says that a cell is missing. */
  readonly missingRelation: Relation | null;
}

export interface ClassShare {
  readonly value: string | number;
  readonly count: number;
  readonly share: number;
}

export interface DatasetProfile extends DatasetDescription {
  readonly columns: readonly ProfiledColumn[];
  /** Rows equal in every column to an earlier one. */
  readonly duplicates: {readonly count: number; readonly first: readonly number[]};
  /** Classes, most frequent first; null without a target of classes. */
  readonly classes: readonly ClassShare[] | null;
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
  const sample = new RowSample(fields);
  const finder = new DuplicateFinder({workDir: options.workDir});
  let row = 0;
  for await (const batch of dataset.batches()) {
    fields.forEach(({name}, index) => statistics.get(name)?.add(batch.columns[index] ?? [], batch.rowCount));
    sample.add(batch);
    finder.add(batch);
    row += batch.rowCount;
  }
  const copies = finder.finish();
  const duplicates = {count: copies.count, first: copies.first(FIRST_POSITIONS).map((position) => position + 1)};
  assertBalanced(dataset.ledger, `data describe of ${dataset.name}`, row);
  const described = describeDataset(dataset, statistics, options);
  const relations = relationsOf(fields, sample);
  const columns = described.columns.map((column, index) => ({...column, ...relations[index]}) as ProfiledColumn);
  const profile = {
    ...described,
    columns,
    duplicates,
    classes: classesOfTarget(fields, statistics),
    sampledRows: sample.rowCount,
  };
  const findings = findingsOf(profile, {fields, statistics, leakStrength: options.leakStrength ?? LEAK_STRENGTH});
  return {...profile, findings};
}

function relationsOf(
  fields: readonly Field[],
  sample: RowSample,
): Pick<ProfiledColumn, 'relation' | 'missingRelation'>[] {
  const {columns} = sample;
  const at = fields.findIndex(({role}) => role === 'target');
  const field = fields[at];
  const target = columns[at];
  return fields.map(({role, shape}, index) => {
    const feature = columns[index];
    if (role !== 'feature' || shape !== undefined || field?.shape !== undefined || !field || !target || !feature)
      return {relation: null, missingRelation: null};
    const isClass = isClassField(field);
    const absent = Float64Array.from(feature as ArrayLike<string | number | null>, (cell) => (isMissing(cell) ? 1 : 0));
    return {
      relation: relate(feature, target, isClass) ?? null,
      missingRelation: absent.includes(1) ? (relate(absent, target, isClass) ?? null) : null,
    };
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
