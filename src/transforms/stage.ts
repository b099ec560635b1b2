// A stage is a transform fitted over a block of columns; what names it is the hash of all it depends on.
import {canonicalJson, invariant, stableId, type Json} from '../core/index.js';
import type {ColumnStatistics, Field, Stage} from '../data/index.js';
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import type {TransformDefinition} from './define.js';
import {transformError} from './errors.js';
import {transforms} from './registry.js';

export interface FitOptions {
  /** Name of a registered transform. */
  readonly transform: string;
  /** The block: names of columns, all of one storage, in the order in which the block holds them. */
  readonly columns: readonly string[];
  readonly fields: readonly Field[];
  /** Of the training rows, by column name. */
  readonly statistics: ReadonlyMap<string, ColumnStatistics>;
  readonly options?: Readonly<Record<string, Json>>;
}

/**
 * Fits a transform over a block of columns.
 *
 * @throws IngotError `TRANSFORM_STORAGE` for a column the transform cannot take, `TRANSFORM_OPTION`, `TRANSFORM_NO_VALUES`
 */
export function fitStage({transform, columns, fields, statistics, options = {}}: FitOptions): Stage {
  const definition = transforms.get(transform);
  const complete = {...definition.options, ...options};
  const block = columns.map((name) => {
    const field = fields.find((candidate) => candidate.name === name);
    const observed = statistics.get(name);
    invariant(field && observed, `fitting '${transform}' without a field or statistics for column '${name}'`);
    const takes = (field.shape === undefined ? definition.takes : definition.takesTensors) ?? [];
    if (!takes.includes(field.storage))
      throw transformError(
        'TRANSFORM_STORAGE',
        field.shape === undefined
          ? `Transform '${transform}' takes ${definition.takes.join(' or ')} columns, but '${name}' is ${field.storage}.`
          : `Transform '${transform}' takes no tensors of ${field.storage}, as column '${name}' holds them.`,
      );
    return {
      field,
      fit: {name, kind: field.kind, statistics: observed, shape: field.shape, sampleRate: field.parse.sampleRate},
    };
  });
  const fits = block.map(({fit}) => fit);
  invariant(
    fits.length === 1 || fits.every(({shape}) => shape === undefined),
    'a column of tensors is a block of its own',
  );
  const state = definition.fit(fits, complete);
  const shape = definition.shapeOf ? definition.shapeOf(fits, state) : fits[0]?.shape;
  return makeStage(definition, {
    ...(shape === undefined ? {} : {shape}),
    columns,
    options: complete,
    state,
    parents: block.map(({field}) => field.stage ?? null),
  });
}

type StageContent = Pick<Stage, 'columns' | 'options' | 'state' | 'parents' | 'shape'>;

function makeStage(definition: TransformDefinition, content: StageContent): Stage {
  const body = {
    transform: definition.name,
    version: definition.version,
    ...content,
    outputs: definition.outputs(content.columns, content.state),
    storage: definition.gives,
  };
  // Through JSON and back, so that a stage just fitted is exactly what a reader of the file will get.
  return JSON.parse(canonicalJson({id: stableId(body), ...body})) as Stage;
}

/** A stage whose state is known without any rows. @param content - `options` complete by the transform's defaults */
export function stageOf(
  transform: string,
  {options = {}, ...content}: Omit<StageContent, 'options'> & {readonly options?: Readonly<Record<string, Json>>},
): Stage {
  const definition = transforms.get(transform);
  return makeStage(definition, {...content, options: {...definition.options, ...options}});
}

/** The definition behind a stage. @throws IngotError `STAGE_INVALID` for one this version cannot build */
export function transformOf(stage: Stage): TransformDefinition {
  const definition = transforms.find(stage.transform);
  if (definition?.version === stage.version) return definition;
  throw transformError(
    'STAGE_INVALID',
    `Stage ${stage.id} is transform '${stage.transform}' version ${String(stage.version)}, ` +
      (definition ? `this ingot has version ${String(definition.version)}.` : 'which this ingot does not know.'),
    {
      hints: [
        'Use the version of ingot that wrote the file, or a newer one.',
        `Known: ${transforms.names().join(', ')}.`,
      ],
    },
  );
}

/** How many codes each output of a stage can have; nothing for a stage that gives no codes. */
export function vocabularySizesOf(stage: Stage): readonly number[] {
  return transformOf(stage).codeCounts?.(stage.state) ?? [];
}

/** Whether rows have shaped the stage. */
export function isLearned(stage: Stage): boolean {
  return transformOf(stage).learns?.(stage.options as Readonly<Record<string, Json>>) ?? true;
}

/** @throws IngotError `STAGE_INVALID` when the id is not the hash of the content: the file was edited or damaged */
export function checkStage(stage: Stage): void {
  const {id, ...body} = stage;
  if (stableId(body) !== id)
    throw transformError(
      'STAGE_INVALID',
      `Stage ${id} ('${stage.transform}') does not match its own hash ${stableId(body)}.`,
      {
        hints: ['The stage was changed after it was fitted; fit it again with data normalize.'],
      },
    );
}

/**
 * Adds the nodes of a stage to a graph.
 *
 * @param block - the source columns in the stage's order: one value `[N, C]`, or C values `[N, 1]`
 * @returns the block `[N, outputs.length]` at the stage
 */
export function buildStage(g: OpGraph, stage: Stage, block: Value | readonly Value[]): Value {
  const definition = transformOf(stage);
  const parts = 'name' in block ? [block] : block;
  const [only] = parts;
  invariant(only, `stage ${stage.id} has no source columns`);
  if (definition.buildColumns && parts.length === stage.columns.length)
    return definition.buildColumns(g, parts, stage.state);
  return definition.build(g, parts.length === 1 ? only : g.concat(parts, 1), stage.state);
}

/** The way back for a target: float32 `[N, 1]` in training space → float64 `[N, 1]` in the column's own units. */
export function inverseStage(g: OpGraph, stage: Stage, y: Value): Value {
  const definition = transformOf(stage);
  if (!definition.inverse)
    throw transformError(
      'STAGE_INVALID',
      `Transform '${stage.transform}' has no way back, so it cannot scale a target.`,
    );
  return definition.inverse(g, y, stage.state);
}
