// Applies stages to batches of columns: builds one graph of them and runs it. The data verbs have no other way.
import {invariant} from '../core/index.js';
import {
  defaultRule,
  type Batch,
  type ColumnData,
  type DatasetSchema,
  type Field,
  type Kind,
  type Stage,
  type Storage,
} from '../data/index.js';
import {encodeModel, makeModel} from '../onnx/index.js';
import {neededOpset, OpGraph} from '../ops/index.js';
import {createSession, type Session} from '../runtime/index.js';
import {transformOf} from '../transforms/index.js';
import {columnsToTensor, tensorColumn, type ColumnReader} from './column-tensors.js';
import {ColumnPlaces} from './stage-graph.js';
import {columnKey, outputsOf, sourcesOf, stagesOf, type ColumnRef} from './stage-map.js';
import {dictionariesOf, rootsOf, runOnTexts, textStages} from './text-stages.js';

/** A column that enters. */
export interface RunnerInput extends ColumnRef {
  /** Its position in the batches. */
  readonly index: number;
  readonly storage: Storage;
  readonly shape?: readonly number[] | undefined;
  readonly reader?: ColumnReader;
}

/** The stages to apply to get from the columns given to those wanted, parents before children. */
export function stagesBetween(
  given: readonly ColumnRef[],
  wanted: readonly ColumnRef[],
  stages: readonly Stage[],
): Stage[] {
  const byId = new Map(stages.map((stage) => [stage.id, stage]));
  const there = new Set(given.map(columnKey));
  const needed = new Set<string>();
  const pending = [...wanted];
  for (let column = pending.pop(); column !== undefined; column = pending.pop()) {
    const stage = byId.get(column.stage ?? '');
    if (!stage || there.has(columnKey(column)) || needed.has(stage.id)) continue;
    needed.add(stage.id);
    pending.push(...sourcesOf(stage));
  }
  return stages.filter(({id}) => needed.has(id));
}

/** A graph of stages, and the columns it takes. */
interface StageSession {
  readonly session: Session;
  readonly inputs: readonly RunnerInput[];
  /** Those whose blocks are its outputs. */
  readonly stages: readonly Stage[];
}

/** @param wanted - whose blocks are given; the other stages are only on the way */
async function openSession(
  inputs: readonly RunnerInput[],
  stages: readonly Stage[],
  wanted: readonly Stage[],
  threads: number | undefined,
): Promise<StageSession | undefined> {
  if (wanted.length === 0) return undefined;
  const used = new Set(stages.flatMap((stage) => sourcesOf(stage).map(columnKey)));
  const fed = inputs.filter((input) => used.has(columnKey(input)));
  const g = new OpGraph({name: 'stages'});
  const places = new ColumnPlaces(g);
  fed.forEach((input, at) => places.input(input, input, nameOf(at)));
  for (const stage of stages) {
    const block = places.stage(stage);
    if (wanted.includes(stage))
      g.output(block, `stage_${stage.id}`, ['batch', ...(stage.shape ?? [stage.outputs.length])]);
  }
  const graph = g.build();
  const session = await createSession(encodeModel(makeModel({graph, opsets: neededOpset(graph)})), {threads});
  return {session, inputs: fed, stages: wanted};
}

const nameOf = (place: number): string => `column_${String(place)}`;

export class StageRunner {
  private readonly roots: ReadonlyMap<string, number>;

  private constructor(
    /** Stages over numbers, row by row. */
    private readonly numbers: StageSession | undefined,
    /** Stages over nothing but text. */
    private readonly texts: StageSession | undefined,
  ) {
    this.roots = rootsOf(texts?.inputs ?? [], texts?.stages ?? []);
  }

  /**
   * @param stages - in order; their sources are inputs or outputs of earlier ones
   * @param threads - of the runtime; default as many as the machine has cores
   */
  static async open(inputs: readonly RunnerInput[], stages: readonly Stage[], threads?: number): Promise<StageRunner> {
    const ofText = inputs.filter(({storage, shape}) => storage === 'utf8' && shape === undefined);
    const texts = textStages(ofText, stages);
    const others = stages.filter((stage) => !texts.includes(stage));
    const onTheWay = stagesOf(
      others.map(({id, outputs}) => ({name: outputs[0] ?? '', stage: id})),
      stages,
    );
    return new StageRunner(
      await openSession(inputs, onTheWay, others, threads),
      await openSession(ofText, texts, texts, threads),
    );
  }

  /** @returns the columns of all stages, by {@link columnKey} */
  async run(batch: Batch): Promise<Map<string, ColumnData>> {
    const columns = this.numbers ? await runRows(this.numbers, batch) : new Map<string, ColumnData>();
    const {texts, roots} = this;
    if (!texts) return columns;
    const dictionaries = dictionariesOf(
      texts.inputs.map((input) => columnOf(input, batch)),
      batch.rowCount,
    );
    const names = texts.inputs.map((_, place) => nameOf(place));
    const given = dictionaries
      ? await runOnTexts(texts.session, dictionaries, {names, stages: texts.stages, roots})
      : await runRows(texts, batch);
    for (const [key, column] of given) columns.set(key, column);
    return columns;
  }

  async close(): Promise<void> {
    await this.numbers?.session.close();
    await this.texts?.session.close();
  }
}

function columnOf({index, reader}: RunnerInput, batch: Batch): ColumnData {
  const column = batch.columns[index];
  invariant(column, 'a batch has fewer columns than its schema');
  return reader?.(column) ?? column;
}

async function runRows({session, inputs, stages}: StageSession, batch: Batch): Promise<Map<string, ColumnData>> {
  const feeds = inputs.map(
    (input, at) => [nameOf(at), columnsToTensor([columnOf(input, batch)], batch.rowCount, input)] as const,
  );
  const outputs = await session.run(Object.fromEntries(feeds));
  const columns = new Map<string, ColumnData>();
  for (const stage of stages) {
    const block = outputs[`stage_${stage.id}`];
    if (block)
      outputsOf(stage).forEach((column, at) =>
        columns.set(columnKey(column), tensorColumn(block, at, stage.shape !== undefined)),
      );
  }
  return columns;
}

/**
 * The schema after stages: a stage's output replaces the column of its name, or is a new one at the end.
 */
export function schemaAfter({fields, metadata}: DatasetSchema, stages: readonly Stage[]): DatasetSchema {
  const after = new Map<string, Field>(fields.map((field) => [field.name, field]));
  for (const stage of stages) {
    const {id, outputs, columns, storage, shape} = stage;
    const kind = transformOf(stage).outputKind ?? 'boolean';
    const share = outputs.length / columns.length;
    outputs.forEach((name, at) => {
      const source = after.get(columns[Math.floor(at / share)] ?? '');
      const field = after.get(name) ?? derivedField(name, kind, source);
      after.set(name, {...withoutShape(field), storage, stage: id, ...(shape === undefined ? {} : {shape})});
    });
  }
  const known = new Set(metadata.stages.map(({id}) => id));
  const added = stages.filter(({id}) => !known.has(id));
  return {fields: [...after.values()], metadata: {...metadata, stages: [...metadata.stages, ...added]}};
}

function withoutShape(field: Field): Field {
  return Object.fromEntries(Object.entries(field).filter(([member]) => member !== 'shape')) as unknown as Field;
}

/** A column that no source has: what is known of a source cell, such as that it was missing, or a part of it. */
function derivedField(name: string, kind: Kind, source: Field | undefined): Field {
  return {name, role: source?.role ?? 'feature', kind, storage: 'float32', parse: defaultRule(kind)};
}
