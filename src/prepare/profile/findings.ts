// What is worth a second look before a model is trained on the rows, each with what to do about it.
import {counted} from '../../core/index.js';
import type {ColumnStatistics, Field} from '../../data/index.js';
import {strengthOf} from './correlations.js';
import type {Prediction} from './predict-alone.js';
import type {DatasetProfile} from './profile.js';
import type {Relation} from './relate.js';
import {isConstant, isIdLike} from './useless-columns.js';

export type FindingKind =
  | 'duplicates'
  | 'near-duplicates'
  | 'missing'
  | 'constant'
  | 'near-constant'
  | 'id-like'
  | 'ordered'
  | 'leak'
  | 'redundant'
  | 'imbalance'
  | 'no-target-value';

export interface Finding {
  readonly kind: FindingKind;
  readonly column: string | null;
  readonly message: string;
}

/** From this share on, missing cells are worth a line. */
const MISSING_SHARE = 0.5;
/** Below this share of the rows, or this number of them, a class is rare. */
const RARE_SHARE = 0.01;
const RARE_ROWS = 10;
/** From this share of one value on, a column hardly varies. */
const COMMON_SHARE = 0.99;
/** From this strength on, two features say the same. */
const REDUNDANT_STRENGTH = 0.95;
const MAX_REDUNDANT = 5;

interface FindingSources {
  readonly fields: readonly Field[];
  readonly statistics: ReadonlyMap<string, ColumnStatistics>;
  readonly leakStrength: number;
}

type Described = Omit<DatasetProfile, 'findings'>;

export function findingsOf(profile: Described, {fields, statistics, leakStrength}: FindingSources): Finding[] {
  const findings: Finding[] = [...ofRows(profile), ...ofNearRows(profile), ...ofTarget(profile)];
  for (const [index, field] of fields.entries()) {
    const observed = statistics.get(field.name);
    const column = profile.columns[index];
    if (field.role !== 'feature' || !observed || !column || observed.count === 0) continue;
    const {name} = field;
    const add = (kind: FindingKind, message: string): unknown => findings.push({kind, column: name, message});
    if (isConstant(observed)) {
      const [only] = column.top;
      const what = only === undefined ? 'has no value in any row' : `is ${JSON.stringify(only.value)} in every row`;
      add('constant', `'${name}' ${what}: nothing can be learned from it (data clean --drop-constant).`);
      continue;
    }
    if (isIdLike(field, observed))
      add('id-like', `'${name}' is another value in every row, as an identifier is (data clean --drop-id-like).`);
    else if (column.order)
      add(
        'ordered',
        `'${name}' is ${column.order} from row to row, as a counter or a clock is: give it a role (data import --role ` +
          `${quoted(name)}=id or =time), and split by time rather than at random if it is one.`,
      );
    const [most] = column.top;
    if (most && most.share >= COMMON_SHARE && most.share < 1 && observed.isDistinctExact)
      add(
        'near-constant',
        `'${name}' is ${JSON.stringify(most.value)} in ${percent(most.share)} of the rows that have a value: little can be learned from it (data import --ignore ${quoted(name)}).`,
      );
    if (column.missingShare > MISSING_SHARE)
      add(
        'missing',
        `'${name}' is missing in ${percent(column.missingShare)} of the rows (data clean --drop-missing-columns, or data clean --flag-missing).`,
      );
    if (column.relation && column.relation.strength >= leakStrength)
      add(
        'leak',
        `'${name}' alone nearly gives the target away (${told(column.relation)}): would it be known in time? If not: data import --ignore ${quoted(name)}.`,
      );
    else if (column.prediction && column.prediction.strength >= leakStrength)
      add(
        'leak',
        `A table of '${name}' alone predicts the target (${told(column.prediction)}, cross-validated): would it be known in time? If not: data import --ignore ${quoted(name)}.`,
      );
    if (column.missingRelation && column.missingRelation.strength >= leakStrength)
      add('leak', `Whether '${name}' is missing nearly gives the target away (${told(column.missingRelation)}).`);
  }
  return [...findings, ...ofPairs(profile)];
}

function ofNearRows({nearDuplicates}: Described): Finding[] {
  return nearDuplicates
    .filter(({groups}) => groups > 0)
    .map(({column, kind, rows, isSampled, groups, rowsInGroups, largest, conflicts, examples, threshold}) => {
      const [example] = examples;
      const many = kind === 'text' ? 'different texts' : 'pictures';
      const of = `${isSampled ? 'an even sample of ' : ''}${counted(rows, 'row')}`;
      const message =
        `'${column}': ${String(rowsInGroups)} ${many} are nearly another's (similarity from ${String(threshold)}), in ` +
        `${counted(groups, 'group')} of up to ${String(largest)}, of ${of}` +
        (example ? `; as rows ${example.rows.join(' and ')}` : '') +
        (conflicts === null || conflicts === 0
          ? ''
          : `; ${String(conflicts)} with different targets: look at their labels`) +
        '. Keep such rows in one part when splitting.';
      return {kind: 'near-duplicates', column, message};
    });
}

function ofPairs({correlations, columns}: Described): Finding[] {
  const isFeature = new Set(columns.filter(({role}) => role === 'feature').map(({name}) => name));
  return (correlations?.strongest ?? [])
    .filter((pair) => isFeature.has(pair.a) && isFeature.has(pair.b) && strengthOf(pair) >= REDUNDANT_STRENGTH)
    .slice(0, MAX_REDUNDANT)
    .map(({a, b, measure, value}) => ({
      kind: 'redundant',
      column: b,
      message: `'${a}' and '${b}' say nearly the same (${measure} ${value.toFixed(3)}): one of them may do (data import --ignore ${quoted(b)}).`,
    }));
}

/** As a shell takes it. */
function quoted(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}

function ofRows({duplicates, rows}: Described): Finding[] {
  if (duplicates.count === 0) return [];
  const {count, first} = duplicates;
  const message =
    `${String(count)} of ${counted(rows, 'row')} (${percent(count / rows)}) equal an earlier row; first: ${first.join(', ')} ` +
    '(data clean --drop-duplicates).';
  return [{kind: 'duplicates', column: null, message}];
}

function ofTarget({columns, classes}: Described): Finding[] {
  const target = columns.find(({role}) => role === 'target');
  if (!target) return [];
  const {name, missing} = target;
  const findings: Finding[] = [];
  if (missing > 0)
    findings.push({
      kind: 'no-target-value',
      column: name,
      message: `${counted(missing, 'row has', 'rows have')} no value of the target '${name}' (data clean --drop-missing target).`,
    });
  const rare = (classes ?? []).filter(({count, share}) => count < RARE_ROWS || share < RARE_SHARE);
  for (const {value, count, share} of rare.slice(0, 5))
    findings.push({
      kind: 'imbalance',
      column: name,
      message: `Class ${JSON.stringify(value)} of '${name}' has ${counted(count, 'row')} (${percent(share)}).`,
    });
  if (classes?.length === 1)
    findings.push({kind: 'imbalance', column: name, message: `The target '${name}' has one class only.`});
  return findings;
}

function percent(share: number): string {
  const value = 100 * share;
  return `${value.toFixed(value < 1 ? 2 : 1)} %`;
}

function told({measure, value}: Pick<Relation | Prediction, 'measure' | 'value'>): string {
  return `${measure} ${value.toFixed(3)}`;
}
