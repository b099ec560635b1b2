// Stages as nodes of a graph. Columns may lie in different tensors (some imputed by `clean`, some raw), so a block is
// gathered from wherever its columns are.
import {invariant} from '../core/index.js';
import {rawStorage, type Stage, type Storage} from '../data/index.js';
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import {buildStage, vocabularySizesOf} from '../transforms/index.js';
import {prepareError} from './errors.js';
import {DTYPE_OF, type TensorLayout} from './column-tensors.js';
import type {InputColumn} from './signature.js';
import {columnKey, leafColumns, outputsOf, sourcesOf, type ColumnRef} from './stage-map.js';

/** Column `index` of a value `[batch, width]`. */
interface Place {
  readonly value: Value;
  readonly index: number;
  readonly width: number;
}

/** Where each column of a graph under construction can be taken from. */
export class ColumnPlaces {
  private readonly places = new Map<string, Place>();

  constructor(private readonly g: OpGraph) {}

  /** Declares a graph input `[batch, 1]` for a column, `[batch, ...shape]` where its cells are tensors. */
  input(column: ColumnRef, {storage, shape = [1]}: TensorLayout, name = column.name): Value {
    const value = this.g.input(name, DTYPE_OF[storage], ['batch', ...shape]);
    this.places.set(columnKey(column), {value, index: 0, width: 1});
    return value;
  }

  /** Adds the nodes of a stage whose source columns are all there. @returns its block */
  stage(stage: Stage): Value {
    const block = buildStage(this.g, stage, this.gather(sourcesOf(stage)));
    outputsOf(stage).forEach((column, index) => {
      this.places.set(columnKey(column), {value: block, index, width: stage.outputs.length});
    });
    return block;
  }

  /** The columns in order: the parts of one block, each `[batch, width]`. */
  gather(columns: readonly ColumnRef[]): Value[] {
    const places = columns.map((column) => {
      const place = this.places.get(columnKey(column));
      invariant(place, `column '${column.name}' at stage ${String(column.stage)} is not in the graph yet`);
      return place;
    });
    const runs: Place[][] = [];
    for (const place of places) {
      const run = runs.at(-1);
      if (run?.[0]?.value.name === place.value.name) run.push(place);
      else runs.push([place]);
    }
    return runs.flatMap((run) => this.take(run));
  }

  private take(run: readonly Place[]): Value[] {
    const [first] = run;
    invariant(first, 'an empty run of columns');
    if (first.width === 1) return run.map(({value}) => value);
    const isWhole = run.length === first.width && run.every(({index}, position) => index === position);
    if (isWhole) return [first.value];
    return [this.g.gather(first.value, this.g.ints(run.map(({index}) => index)), 1)];
  }
}

/** A tensor at which the trained network begins. */
export interface EntryBlock {
  readonly value: Value;
  readonly columns: readonly string[];
  /** int32 blocks: how many codes each column can have, unknown and missing included; of tensors the one size. */
  readonly vocabularySizes?: readonly number[];
  /** A tensor feature: `[batch, ...shape]`; else the block `[batch, C]` of scalar columns. */
  readonly isTensor?: boolean;
}

export interface Preprocessing {
  /** Raw graph inputs, in the order of the columns. */
  readonly inputs: readonly Value[];
  /** Stage id → name of the tensor with its block. */
  readonly tensors: Readonly<Record<string, string>>;
  /** Names of the entry tensors, in the order of `blocks`. */
  readonly entry: readonly string[];
  readonly blocks: readonly EntryBlock[];
}

/**
 * Adds everything from raw columns to the entry tensors: `[batch, C]` float32 of all numbers, where there are categories
 * `[batch, K]` int32 codes, and for each column of tensors `[batch, ...shape]`, float32 or int32.
 *
 * @param columns - raw feature columns, see `describeFeatures`
 * @param stages - their stages, parents before children; without those of the target
 * @throws IngotError `NOT_PREPARED` when a column ends as text or double: it was never normalized
 */
export function buildPreprocessing(
  g: OpGraph,
  columns: readonly InputColumn[],
  stages: readonly Stage[],
): Preprocessing {
  const places = new ColumnPlaces(g);
  const inputs = columns.map(({name, parse}) =>
    places.input({name, stage: null}, {storage: rawStorage(parse), shape: parse.shape}),
  );
  const tensors = Object.fromEntries(stages.map((stage) => [stage.id, places.stage(stage).name]));
  const blocks = buildEntry(g, places, stages);
  return {inputs, tensors, blocks, entry: blocks.map(({value}) => value.name)};
}

function buildEntry(g: OpGraph, places: ColumnPlaces, stages: readonly Stage[]): EntryBlock[] {
  const byId = new Map(stages.map((stage) => [stage.id, stage]));
  const leaves = leafColumns(stages).map((column) => {
    const stage = byId.get(column.stage ?? '');
    invariant(stage, `column '${column.name}' ends at a stage that is not in the list`);
    return {column, stage};
  });
  const unprepared = leaves.find(({stage}) => stage.storage === 'float64' || stage.storage === 'utf8');
  if (unprepared) throw notPrepared([unprepared.column.name]);
  const of = (storage: Storage): typeof leaves =>
    leaves.filter(({stage}) => stage.storage === storage && stage.shape === undefined);
  const numbers = of('float32');
  const codes = of('int32');
  const blocks: EntryBlock[] = [];
  if (numbers.length > 0) blocks.push(makeBlock(g, places, 'entry_numbers', numbers));
  if (codes.length > 0)
    blocks.push({
      ...makeBlock(g, places, 'entry_codes', codes),
      vocabularySizes: codes.map(
        ({column, stage}) => vocabularySizesOf(stage)[stage.outputs.indexOf(column.name)] ?? 0,
      ),
    });
  for (const leaf of leaves)
    if (leaf.stage.shape !== undefined)
      blocks.push({
        ...makeBlock(g, places, `entry_${leaf.column.name}`, [leaf]),
        isTensor: true,
        ...(leaf.stage.storage === 'int32' ? {vocabularySizes: vocabularySizesOf(leaf.stage)} : {}),
      });
  if (blocks.length === 0)
    throw prepareError('NO_FEATURES', 'There is no feature column left to learn from.', {
      hints: ['Check the roles with data describe.'],
    });
  return blocks;
}

function makeBlock(g: OpGraph, places: ColumnPlaces, name: string, leaves: readonly {column: ColumnRef}[]): EntryBlock {
  const columns = leaves.map(({column}) => column);
  const parts = places.gather(columns);
  const options = {outputs: [g.has(name) ? g.fresh(name) : name]};
  const value = parts.length === 1 ? g.op('Identity', parts, {}, options) : g.op('Concat', parts, {axis: 1}, options);
  return {value, columns: columns.map((column) => column.name)};
}

export function notPrepared(names: readonly string[]): Error {
  const list = names.slice(0, 5).join(', ');
  const more = names.length > 5 ? ` and ${String(names.length - 5)} more` : '';
  return prepareError('NOT_PREPARED', `Not ready to train on: ${list}${more} (raw or only partly prepared).`, {
    hints: [
      "Run 'ingot data normalize' on the training rows first.",
      'Or leave the column out: --role COLUMN=ignored.',
    ],
    data: {columns: names},
  });
}
