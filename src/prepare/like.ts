// `data normalize --like`: the stages fitted on other rows, applied to these from wherever these have got to.
import {ignoreEvents, invariant, type Report} from '../core/index.js';
import type {Batch, ColumnData, ColumnRule, Dataset, DatasetSchema, Field} from '../data/index.js';
import {classesOf, labelsOfStage, UNKNOWN_CLASS, UNKNOWN_LABEL} from '../transforms/index.js';
import {bindColumns} from './bind-columns.js';
import {columnReader} from './column-tensors.js';
import {countImputed} from './count-imputed.js';
import {deriveDataset} from './derived-dataset.js';
import {prepareError} from './errors.js';
import {dropMissing, filterRows} from './row-filters.js';
import {columnKey, rawColumns, stagesByRole, type ColumnRef} from './stage-map.js';
import {stagesBetween, StageRunner} from './stage-runner.js';
import {unknownClass, unknownLabel} from './target-reader.js';

/** Rules that read raw text as the rows of a fitted dataset were read. */
export function rulesOfSchema(schema: DatasetSchema): ColumnRule[] {
  const raw = new Set(rawColumns(stagesByRole(schema).features));
  return schema.fields
    .filter(({name, stage}) => stage === undefined || raw.has(name) || isRawTarget(schema, name))
    .map(({name, parse, role}) => ({name, parse, role, required: raw.has(name)}));
}

function isRawTarget(schema: DatasetSchema, name: string): boolean {
  return rawColumns(stagesByRole(schema).target).includes(name);
}

function refOf({name, stage}: Field): ColumnRef {
  return {name, stage: stage ?? null};
}

/**
 * @param fitted - schema of the dataset the stages were fitted on, `name` for messages
 * @returns the rows with the columns of `fitted`; without its target where the rows have none. Rows whose target is
 *   missing are left out and counted; other columns of the rows are left out and said
 * @throws IngotError `NOT_PREPARED` when `fitted` has no stages, `COLUMN_MISSING`, `STAGE_MISMATCH`, `KIND_MISMATCH`,
 *   `UNKNOWN_CLASS`
 */
export function applyFitted(
  dataset: Dataset,
  fitted: {readonly schema: DatasetSchema; readonly name: string},
  report: Report = ignoreEvents,
): Dataset {
  const {stages} = fitted.schema.metadata;
  if (stages.length === 0)
    throw prepareError('NOT_PREPARED', `${fitted.name} has no fitted stages to apply.`, {
      hints: ["Name the file that 'ingot data normalize' wrote for the training rows."],
    });
  const {fields} = dataset.schema;
  const own = new Map(fields.map((field, index) => [field.name, index]));
  const outcome = fitted.schema.fields.filter(
    (field) => (field.stage !== undefined && field.role !== 'target') || own.has(field.name),
  );
  const staged = outcome.filter(({stage}) => stage !== undefined);
  const rules = new Map(fitted.schema.fields.map(({name, parse}) => [name, parse]));
  const bound = bindColumns({
    schema: dataset.schema,
    stages,
    wanted: staged.map(refOf),
    names: {data: dataset.name, model: fitted.name},
    ruleOf: (name) => rules.get(name),
  });
  const inputs = bound.flatMap(({columns, storage, shape, stage}) =>
    columns.map((column) => {
      const field = fields[column.index];
      const rule = rules.get(column.name);
      const reader = stage === null && field && rule ? columnReader(field, rule, dataset.name) : undefined;
      return {...column, storage, shape, ...(reader ? {reader} : {})};
    }),
  );
  const pending = stagesBetween(inputs, staged.map(refOf), stages);
  tellLeftOut(dataset, outcome, report);
  const target = outcome.find(({role}) => role === 'target');
  const watch = countImputed(dataset.schema, pending);
  const schema: DatasetSchema = {fields: outcome, metadata: {...dataset.schema.metadata, stages}};
  return deriveDataset(dataset, schema, async function* (ledger) {
    const runner = await StageRunner.open(inputs, pending);
    const filter = target && dropMissing(fields, [target.name], 'missing target');
    try {
      for await (const {batch, rows} of filterRows(dataset, filter, ledger)) {
        watch(batch, ledger, rows);
        const computed = await runner.run(batch);
        const columns = outcome.map((field): ColumnData => {
          const column = computed.get(columnKey(refOf(field))) ?? batch.columns[own.get(field.name) ?? -1];
          invariant(column, `no values for column '${field.name}'`);
          return column;
        });
        if (target)
          checkTarget({dataset, target, stages, batch, rows, columns: columns[outcome.indexOf(target)] ?? []});
        ledger.keep(batch.rowCount);
        yield {rowCount: batch.rowCount, columns};
      }
    } finally {
      await runner.close();
    }
  });
}

function tellLeftOut({schema}: Dataset, outcome: readonly Field[], report: Report): void {
  const kept = new Set(outcome.map(({name}) => name));
  const left = schema.fields.filter(({name}) => !kept.has(name)).map(({name}) => name);
  if (left.length > 0)
    report({
      type: 'note',
      message:
        `Left out ${String(left.length)} ${left.length === 1 ? 'column that is' : 'columns that are'} not in the ` +
        `fitted file: ${left.join(', ')}.`,
    });
}

interface TargetCheck {
  readonly dataset: Dataset;
  readonly target: Field;
  readonly stages: DatasetSchema['metadata']['stages'];
  /** The rows before the stages. */
  readonly batch: Batch;
  readonly rows: readonly number[];
  readonly columns: ColumnData;
}

function checkTarget({dataset, target, stages, batch, rows, columns}: TargetCheck): void {
  const stage = stages.find(({id}) => id === target.stage);
  const labels = stage && classesOf(stage);
  const multi = stage && labelsOfStage(stage);
  if (multi) checkLabels({dataset, target, stages, batch, rows, columns}, multi.labels);
  if (!labels) return;
  const at = Array.from(columns as ArrayLike<number>).indexOf(UNKNOWN_CLASS);
  if (at < 0) return;
  const index = dataset.schema.fields.findIndex(({name}) => name === target.name);
  throw unknownClass(batch.columns[index]?.[at] ?? null, {
    row: rows[at] ?? 0,
    name: dataset.name,
    target: {name: target.name, classes: labels.classes},
  });
}

function checkLabels({dataset, target, batch, rows, columns}: TargetCheck, labels: readonly string[]): void {
  const found = Array.from(columns as ArrayLike<number>).indexOf(UNKNOWN_LABEL);
  if (found < 0) return;
  const at = Math.floor(found / labels.length);
  const index = dataset.schema.fields.findIndex(({name}) => name === target.name);
  const known = {name: target.name, parse: target.parse, classes: labels};
  throw unknownClass(unknownLabel(batch.columns[index]?.[at], known), {
    row: rows[at] ?? 0,
    name: dataset.name,
    target: known,
  });
}
