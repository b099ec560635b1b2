// The stages of a dataset or a model as a graph over columns. A column is named by its name and the stage it is at.
import type {DatasetSchema, Stage} from '../data/index.js';
import {transformOf} from '../transforms/index.js';

/** A column at a stage; `stage` is null while it is raw. */
export interface ColumnRef {
  readonly name: string;
  readonly stage: string | null;
}

export function columnKey({name, stage}: ColumnRef): string {
  return `${stage ?? ''}/${name}`;
}

export function outputsOf(stage: Stage): ColumnRef[] {
  return stage.outputs.map((name) => ({name, stage: stage.id}));
}

export function sourcesOf(stage: Stage): ColumnRef[] {
  return stage.columns.map((name, index) => ({name, stage: stage.parents[index] ?? null}));
}

/** The stages on the way to the columns given, in the order of `stages` (parents before children). */
export function stagesOf(columns: readonly ColumnRef[], stages: readonly Stage[]): Stage[] {
  const byId = new Map(stages.map((stage) => [stage.id, stage]));
  const needed = new Set<string>();
  const pending = columns.map(({stage}) => stage);
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (id === null || needed.has(id)) continue;
    needed.add(id);
    pending.push(...(byId.get(id)?.parents ?? []));
  }
  return stages.filter(({id}) => needed.has(id));
}

/** Stages of the feature columns of a schema, and those of its target. */
export function stagesByRole({fields, metadata}: DatasetSchema): {features: Stage[]; target: Stage[]} {
  const ofRole = (role: string): Stage[] =>
    stagesOf(
      fields.filter((field) => field.role === role).map(({name, stage}) => ({name, stage: stage ?? null})),
      metadata.stages,
    );
  return {features: ofRole('feature'), target: ofRole('target')};
}

/** Columns no further stage takes: what the network sees. */
export function leafColumns(stages: readonly Stage[]): ColumnRef[] {
  const taken = new Set(stages.flatMap((stage) => sourcesOf(stage).map(columnKey)));
  return stages.flatMap(outputsOf).filter((column) => !taken.has(columnKey(column)));
}

/** Raw columns the stages begin with, each once. */
export function rawColumns(stages: readonly Stage[]): string[] {
  const raw = stages.flatMap(sourcesOf).filter(({stage}) => stage === null);
  return [...new Set(raw.map(({name}) => name))];
}

/**
 * Whether a missing value of this column would reach the network as one: nothing on the way fills it.
 */
export function needsValue(column: ColumnRef, stages: readonly Stage[]): boolean {
  const key = columnKey(column);
  const users = stages.filter((stage) => sourcesOf(stage).some((source) => columnKey(source) === key));
  if (users.length === 0) return true;
  return users.some((stage) => {
    if (transformOf(stage).fillsMissing) return false;
    const at = sourcesOf(stage).findIndex((source) => columnKey(source) === key);
    // A transform gives its outputs column by column, in block order.
    const share = stage.outputs.length / stage.columns.length;
    const outputs = outputsOf(stage).slice(Math.floor(at * share), Math.floor((at + 1) * share));
    return outputs.some((output) => needsValue(output, stages));
  });
}
