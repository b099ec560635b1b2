// The target of rows in training space: class indices, or scaled numbers, by the stages fitted with the model.
import {
  columnWidth,
  isMissingCell,
  rawStorage,
  splitLabels,
  type Batch,
  type Field,
  type ParseRule,
  type Stage,
} from '../data/index.js';
import {encodeModel, makeModel} from '../onnx/index.js';
import {neededOpset, OpGraph} from '../ops/index.js';
import {createSession, type Session} from '../runtime/index.js';
import {inverseStage, sharesOfStage, UNKNOWN_CLASS, UNKNOWN_LABEL} from '../transforms/index.js';
import {targetStages} from './binding.js';
import {columnReader, columnsToTensor, type ColumnReader} from './column-tensors.js';
import {prepareError} from './errors.js';
import {stageMismatch} from './mismatch.js';
import {targetsPerRow, type ModelSignature} from './signature.js';
import {ColumnPlaces} from './stage-graph.js';
import {requireTokens} from './tokens.js';

/** Targets of one batch. `present` is 0 where the target is missing; the values there mean nothing. */
export interface TargetValues {
  /** Class index, scaled value, or (`[rows, targetsPerRow]`) tokens; where `shares` is set, the shares of the classes or 0 and 1 for each label, `[rows, shares]`. */
  readonly values: Int32Array | Float32Array;
  /** Regression: in the target's own units. */
  readonly raw: Float64Array | undefined;
  readonly present: Uint8Array;
}

export interface TargetReader {
  /** @throws IngotError `UNKNOWN_CLASS` naming the label and its row */
  read(batch: Batch): Promise<TargetValues>;
  /** Rows with mixed labels: how many classes each has a share of; with several labels: how many there are. */
  readonly shares: number | undefined;
  /** Targets of a row: 1, of a language model one for each step. */
  readonly targetsPerRow: number;
  close(): Promise<void>;
}

/**
 * @param target - the dataset's target column, raw or at one of the model's stages
 * @throws IngotError `STAGE_MISMATCH`, `KIND_MISMATCH`
 */
export async function createTargetReader(
  signature: ModelSignature,
  target: {readonly index: number; readonly field: Field},
  source: {readonly name: string; readonly stages: readonly Stage[]},
): Promise<TargetReader> {
  const stages = targetStages(signature);
  const {field, index} = target;
  const mixed = source.stages.find(({id, parents}) => id === field.stage && parents[0] === stages.at(-1)?.id);
  const shares = mixed && sharesOfStage(mixed);
  if (shares !== undefined) return shareReader(index, shares);
  const reached = field.stage === undefined ? -1 : stages.findIndex(({id}) => id === field.stage);
  if (field.stage !== undefined && reached < 0)
    throw stageMismatch({
      field,
      dataStages: source.stages,
      modelStages: stages,
      names: {data: source.name, model: 'the model'},
    });
  const rule = signature.target.parse;
  const storage = reached < 0 ? rawStorage(rule) : field.storage;
  const {shape} = reached < 0 ? rule : field;
  const reader: ColumnReader = reached < 0 ? columnReader(field, rule, source.name) : undefined;
  const pending = stages.slice(reached + 1);
  const isClass = signature.task === 'classification';
  const stepCount = targetsPerRow(signature);
  const isTokens = signature.task === 'language-model';
  const labelCount = signature.task === 'multilabel' ? signature.target.classes?.length : undefined;
  const session = await openTargetSession({
    field,
    storage,
    shape,
    pending,
    done: stages.slice(0, reached + 1),
    dtype: isClass || isTokens ? 'int32' : 'float32',
    width: labelCount ?? stepCount,
    hasRaw: !isClass && !isTokens && labelCount === undefined,
  });
  const tokens = {tensor: field.name, columns: [], tokenCount: signature.target.classes?.length};
  let firstRow = 1;
  return {
    shares: labelCount,
    targetsPerRow: stepCount,
    async read(batch) {
      const given = batch.columns[index] ?? [];
      const column = reader?.(given) ?? given;
      const outputs = await session.run({column: columnsToTensor([column], batch.rowCount, {storage, shape})});
      const width = columnWidth(column, batch.rowCount);
      const present = Uint8Array.from({length: batch.rowCount}, (_, row) => {
        return column[row * width] === '' || isMissingCell(column, row, width) ? 0 : 1;
      });
      const values = outputs['values']?.data as Int32Array | Float32Array;
      const read = {values, present, column, firstRow, name: source.name};
      if (isClass) checkClasses(signature, read);
      if (labelCount !== undefined) checkLabels(signature, read);
      if (isTokens) requireTokens(tokens, values, {batch, firstRow});
      firstRow += batch.rowCount;
      return {values, raw: outputs['raw']?.data as Float64Array | undefined, present};
    },
    close: () => session.close(),
  };
}

/** Labels that were mixed are shares of classes already. */
function shareReader(index: number, shares: number): TargetReader {
  return {
    shares,
    targetsPerRow: 1,
    read: ({rowCount, columns}) =>
      Promise.resolve({
        values: columns[index] as Float32Array,
        raw: undefined,
        present: Uint8Array.from({length: rowCount}, (_, row) =>
          isMissingCell(columns[index] ?? [], row, shares) ? 0 : 1,
        ),
      }),
    close: () => Promise.resolve(),
  };
}

interface TargetGraph {
  readonly field: Field;
  readonly storage: Field['storage'];
  readonly shape: Field['shape'];
  /** Stages the data have gone through, and those still to come. */
  readonly done: readonly Stage[];
  readonly pending: readonly Stage[];
  readonly dtype: 'int32' | 'float32';
  /** How many numbers a row has: several labels, or tokens. */
  readonly width: number;
  /** Whether there are numbers in the target's own units. */
  readonly hasRaw: boolean;
}

async function openTargetSession({
  field,
  storage,
  shape,
  done,
  pending,
  dtype,
  width,
  hasRaw,
}: TargetGraph): Promise<Session> {
  const g = new OpGraph({name: 'target'});
  const places = new ColumnPlaces(g);
  const start = done.at(-1)?.id ?? null;
  const input = places.input({name: field.name, stage: start}, {storage, shape}, 'column');
  let value = input;
  for (const stage of pending) value = places.stage(stage);
  g.output(g.cast(value, dtype), 'values', ['batch', width]);
  if (hasRaw) {
    // Data that were scaled already have only the scaled value: its way back stands for the raw one.
    const raw = [...done].reverse().reduce((y, stage) => inverseStage(g, stage, y), input);
    g.output(g.cast(raw, 'float64'), 'raw', ['batch', 1]);
  }
  const graph = g.build();
  return createSession(encodeModel(makeModel({graph, opsets: neededOpset(graph)})), {threads: 1});
}

interface ClassCheck {
  readonly values: ArrayLike<number>;
  readonly present: Uint8Array;
  readonly column: ArrayLike<string | number | null>;
  readonly firstRow: number;
  readonly name: string;
}

function checkClasses(signature: ModelSignature, {values, present, column, firstRow, name}: ClassCheck): void {
  for (let row = 0; row < present.length; row += 1)
    if (present[row] === 1 && values[row] === UNKNOWN_CLASS)
      throw unknownClass(column[row] ?? null, {row: firstRow + row, name, target: signature.target});
}

/** A row with a label that training has not seen is −1 throughout; which one it is only the text says. */
function checkLabels(signature: ModelSignature, {values, present, column, firstRow, name}: ClassCheck): void {
  const {target} = signature;
  const known = new Set(target.classes);
  const width = known.size;
  for (let row = 0; row < present.length; row += 1) {
    if (present[row] === 0 || values[row * width] !== UNKNOWN_LABEL) continue;
    throw unknownClass(unknownLabel(column[row], target), {row: firstRow + row, name, target});
  }
}

/** The first label of a canonical text that is none of the classes. */
export function unknownLabel(
  text: string | number | null | undefined,
  {parse, classes = []}: {readonly parse: ParseRule; readonly classes?: readonly string[]},
): string | null {
  if (typeof text !== 'string') return null;
  return splitLabels(text, parse).find((label) => !classes.includes(label)) ?? null;
}

interface UnknownWhere {
  readonly row: number;
  readonly name: string;
  readonly target: {readonly name: string; readonly classes?: readonly string[]; readonly parse?: ParseRule};
}

/** @param label - null where rows prepared elsewhere only say that there is one */
export function unknownClass(label: string | number | null, {row, name, target}: UnknownWhere): Error {
  const {classes = [], parse} = target;
  const shown = String(label);
  const what =
    parse?.kind !== 'labels'
      ? `is '${shown}', a class that`
      : label === null
        ? 'has a label that'
        : `has the label '${shown}', which`;
  return prepareError(
    'UNKNOWN_CLASS',
    `${name}, row ${String(row)}: target '${target.name}' ${what} training has not seen.`,
    {
      hints: [
        `Known ${parse?.kind === 'labels' ? 'labels' : 'classes'}: ${classes.slice(0, 20).join(', ')}.`,
        'Leave such rows out, or train with them.',
      ],
      data: {label: shown, row, column: target.name},
    },
  );
}
