// Values repaired by lookup: rules, blanks, spellings. Features go through a stage that the model takes along; other
// columns (the target, identifiers) never reach a model, so theirs is applied and forgotten.
import {ignoreEvents, type Json, type Report} from '../../core/index.js';
import {ColumnStatistics, type Dataset, type DatasetSchema, type Field, type Stage} from '../../data/index.js';
import {fitStage, spellingsOf} from '../../transforms/index.js';
import {applyStages} from '../apply-stages.js';
import {deriveDataset} from '../derived-dataset.js';
import {stagesOf} from '../stage-map.js';
import {watchChanges} from './count-changes.js';
import type {ReplaceRule} from './replace-rules.js';

export interface SpellingOptions {
  readonly rules: readonly ReplaceRule[];
  readonly trim: boolean;
  readonly mergeSpelling: boolean;
  readonly report?: Report | undefined;
}

type Rules = Readonly<Record<string, readonly (readonly [string | number, string | number | null])[]>>;

function rulesByColumn(rules: readonly ReplaceRule[], isText: boolean): Rules {
  const all: Record<string, (readonly [string | number, string | number | null])[]> = {};
  for (const {column, old, value} of rules) (all[column] ??= []).push([old, value ?? (isText ? '' : null)]);
  return all;
}

const isText = ({storage}: Field): boolean => storage === 'utf8';

/** @returns the rows with their values repaired, none left out */
export async function repairSpelling(dataset: Dataset, options: SpellingOptions): Promise<Dataset> {
  const {rules, trim, mergeSpelling} = options;
  if (rules.length === 0 && !trim && !mergeSpelling) return dataset;
  const {fields} = dataset.schema;
  const texts = fields.filter(
    (field) =>
      isText(field) &&
      (rules.some(({column}) => column === field.name) ||
        ((trim || (mergeSpelling && field.kind === 'category')) && ['feature', 'target'].includes(field.role))),
  );
  const statistics = trim || mergeSpelling ? await observe(dataset, texts) : new Map<string, ColumnStatistics>();
  const numbers = fields.filter((field) => !isText(field) && rules.some(({column}) => column === field.name));
  const stages = [true, false].flatMap((isFeature) => {
    const mine = (field: Field): boolean => (field.role === 'feature') === isFeature;
    const ofKind = (kind: 'category' | 'text'): Field[] => texts.filter((field) => mine(field) && field.kind === kind);
    return [
      ...fitSpelling(ofKind('category'), {fields, statistics, options}),
      ...fitSpelling(ofKind('text'), {fields, statistics, options: {...options, mergeSpelling: false}}),
      ...fitNumbers(numbers.filter(mine), fields, rules),
    ];
  });
  tell(stages, options);
  const reasons = new Map(rules.map(({column, old, reason}) => [JSON.stringify([column, old]), reason]));
  const repaired = applyStages(dataset, stages, {
    watchAfter: watchChanges(dataset.schema, {
      reasonOf: (name, before) => reasons.get(JSON.stringify([name, before])) ?? 'spelling repaired',
      always: rules.map(({column, reason}) => ({column, reason})),
    }),
  });
  return forgetStages(repaired, dataset.schema);
}

async function observe(dataset: Dataset, fields: readonly Field[]): Promise<Map<string, ColumnStatistics>> {
  const statistics = new Map(fields.map((field) => [field.name, ColumnStatistics.of(field)]));
  const positions = fields.map((field) => dataset.schema.fields.indexOf(field));
  for await (const batch of dataset.batches())
    fields.forEach(({name}, at) => statistics.get(name)?.add(batch.columns[positions[at] ?? 0] ?? [], batch.rowCount));
  return statistics;
}

interface FitContext {
  readonly fields: readonly Field[];
  readonly statistics: ReadonlyMap<string, ColumnStatistics>;
  readonly options: SpellingOptions;
}

/** One stage over the columns in which something changes. */
function fitSpelling(candidates: readonly Field[], {fields, statistics, options}: FitContext): Stage[] {
  const own: Record<string, Json> = {trim: options.trim, fold: options.mergeSpelling};
  const observed = new Map(candidates.map(({name}) => [name, statistics.get(name) ?? new ColumnStatistics()]));
  const fit = (columns: readonly string[]): Stage => {
    const rules = rulesByColumn(
      options.rules.filter(({column}) => columns.includes(column)),
      true,
    );
    return fitStage({
      transform: 'respell',
      columns,
      fields,
      statistics: observed,
      options: {...own, rules: rules},
    });
  };
  const changing = candidates.filter(({name}) => {
    if (observed.get(name)?.isDistinctExact === false) {
      const message = `Column '${name}' has more than 100,000 different texts: only those counted are looked at.`;
      options.report?.({type: 'warning', message});
    }
    return spellingsOf(fit([name]))?.some((table) => table.size > 0) === true;
  });
  return changing.length === 0 ? [] : [fit(changing.map(({name}) => name))];
}

function fitNumbers(columns: readonly Field[], fields: readonly Field[], rules: readonly ReplaceRule[]): Stage[] {
  if (columns.length === 0) return [];
  const names = columns.map(({name}) => name);
  const own = rulesByColumn(
    rules.filter(({column}) => names.includes(column)),
    false,
  ) as Json;
  const statistics = new Map(names.map((name) => [name, new ColumnStatistics()]));
  return [fitStage({transform: 'revalue', columns: names, fields, statistics, options: {rules: own}})];
}

const MAX_TOLD = 5;

function tell(stages: readonly Stage[], {trim, mergeSpelling, rules, report = ignoreEvents}: SpellingOptions): void {
  const given = new Set(rules.map(({column, old}) => JSON.stringify([column, old])));
  const changes = stages.flatMap((stage) =>
    (spellingsOf(stage) ?? []).map((table, at) => {
      const name = stage.columns[at] ?? '';
      return {name, found: [...table].filter(([from]) => !given.has(JSON.stringify([name, from])))};
    }),
  );
  for (const {name, found} of changes.filter((change) => change.found.length > 0)) {
    const shown = found.slice(0, MAX_TOLD).map(([from, to]) => `'${from}' → '${to}'`);
    const more = found.length > MAX_TOLD ? ` and ${String(found.length - MAX_TOLD)} more` : '';
    report({type: 'note', message: `Column '${name}': ${shown.join(', ')}${more}.`});
  }
  if (changes.some(({found}) => found.length > 0)) return;
  if (trim) report({type: 'note', message: '--trim: no cell has blanks to take away.'});
  if (mergeSpelling)
    report({type: 'note', message: '--merge-spelling: no two spellings are equal but for case and blanks.'});
}

/** The schema in which only features are at their new stages. */
function forgetStages(dataset: Dataset, before: DatasetSchema): Dataset {
  const old = new Map(before.fields.map((field) => [field.name, field]));
  const {metadata} = dataset.schema;
  const fields = dataset.schema.fields.map((field) =>
    field.role === 'feature' ? field : (old.get(field.name) ?? field),
  );
  const reached = fields.map(({name, stage}) => ({name, stage: stage ?? null}));
  const stages = stagesOf(reached, metadata.stages);
  return deriveDataset(dataset, {fields, metadata: {...metadata, stages}}, async function* (ledger) {
    for await (const batch of dataset.batches()) {
      ledger.keep(batch.rowCount);
      yield batch;
    }
  });
}
