// The lookup at the heart of binding: which columns of a dataset enter the stages of a model, and where.
import type {DatasetSchema, ParseRule, Stage, Storage} from '../data/index.js';
import {rawStorage} from '../data/index.js';
import {columnMissing, stageMismatch, type BindingNames} from './mismatch.js';
import {columnKey, needsValue, outputsOf, sourcesOf, type ColumnRef} from './stage-map.js';

/** A column of the dataset that is fed. */
export interface BoundColumn extends ColumnRef {
  /** Position in the dataset's schema. */
  readonly index: number;
  /** A missing value here makes the row unusable. */
  readonly needsValue: boolean;
}

/** One tensor that is fed: a raw column `[batch, 1]`, or the block `[batch, C]` of a stage. */
export interface BoundTensor {
  /** The stage it stands at; null for a raw column. */
  readonly stage: Stage | null;
  readonly storage: Storage;
  /** Sizes of a cell, where the one column holds tensors. */
  readonly shape?: readonly number[] | undefined;
  readonly columns: readonly BoundColumn[];
}

export interface BindRequest {
  readonly schema: DatasetSchema;
  /** Stages of the model. */
  readonly stages: readonly Stage[];
  /** Columns that are wanted, each at a stage of the model or raw. */
  readonly wanted: readonly ColumnRef[];
  readonly names: BindingNames;
  /** The model's rule for a raw column: it says how the column is held. */
  readonly ruleOf: (name: string) => ParseRule | undefined;
}

/**
 * Finds for every wanted column the latest stage the data have reached on its way.
 *
 * @throws IngotError `COLUMN_MISSING`, `STAGE_MISMATCH`
 */
export function bindColumns({schema, stages, wanted, names, ruleOf}: BindRequest): BoundTensor[] {
  const byId = new Map(stages.map((stage) => [stage.id, stage]));
  const at = new Map(
    schema.fields.map((field, index) => [columnKey({name: field.name, stage: field.stage ?? null}), index]),
  );
  const bound = new Map<string, BoundTensor>();
  const bindColumn = (column: ColumnRef): BoundColumn => ({
    ...column,
    index: at.get(columnKey(column)) ?? -1,
    needsValue: needsValue(column, stages),
  });

  const resolveRaw = (column: ColumnRef): void => {
    if (bound.has(columnKey(column))) return;
    if (!at.has(columnKey(column))) {
      const field = schema.fields.find(({name}) => name === column.name);
      if (!field)
        throw columnMissing(
          column.name,
          schema.fields.map(({name}) => name),
          names,
        );
      throw stageMismatch({field, dataStages: schema.metadata.stages, modelStages: stages, names});
    }
    const rule = ruleOf(column.name) ?? schema.fields[at.get(columnKey(column)) ?? 0]?.parse;
    const storage = rule === undefined ? 'float64' : rawStorage(rule);
    bound.set(columnKey(column), {stage: null, storage, shape: rule?.shape, columns: [bindColumn(column)]});
  };
  const resolve = (column: ColumnRef): void => {
    const stage = byId.get(column.stage ?? '');
    if (!stage) {
      resolveRaw(column);
      return;
    }
    if (bound.has(stage.id)) return;
    const outputs = outputsOf(stage);
    if (outputs.every((output) => at.has(columnKey(output))))
      bound.set(stage.id, {stage, storage: stage.storage, shape: stage.shape, columns: outputs.map(bindColumn)});
    else for (const source of sourcesOf(stage)) resolve(source);
  };
  for (const column of wanted) resolve(column);
  return [...bound.values()];
}
