// A dataset bound to a model: which tensors of the model's graph its columns are fed to.
import {columnWidth, isMissingCell, type Batch, type Dataset, type Field} from '../data/index.js';
import type {Tensor} from '../onnx/index.js';
import {bindColumns, type BoundTensor} from './bind-columns.js';
import {columnReader, columnsToTensor, type ColumnReader} from './column-tensors.js';
import {prepareError} from './errors.js';
import type {BindingNames} from './mismatch.js';
import type {ModelSignature} from './signature.js';
import {leafColumns, stagesOf} from './stage-map.js';
import {requireTokens, tokenCountOf} from './tokens.js';

/** What binding needs of a dataset. */
export type BindSource = Pick<Dataset, 'schema' | 'name'>;

export interface BoundInput extends BoundTensor {
  /** Name of the tensor in the model's graph. */
  readonly tensor: string;
  readonly readers: readonly ColumnReader[];
  /** Token ids: how many there are; absent for other columns. */
  readonly tokenCount: number | undefined;
}

export interface Binding {
  readonly inputs: readonly BoundInput[];
  /** Columns of the dataset the model does not use, apart from the target. */
  readonly ignored: readonly string[];
  /** The dataset's column with the model's target, if it is there. */
  readonly target: {readonly index: number; readonly field: Field} | undefined;
  /** What to feed for a batch, by tensor name. */
  feeds(batch: Batch): Record<string, Tensor>;
  /** 0 for rows in which a value is missing that the model cannot do without, else 1. */
  validRows(batch: Batch): Uint8Array;
}

/** The stages of a signature that prepare features: those on the way to tensors of the graph. */
export function featureStages(signature: ModelSignature): ModelSignature['stages'] {
  return signature.stages.filter(({id}) => signature.tensors[id] !== undefined);
}

/** The stages of the target, in order. */
export function targetStages(signature: ModelSignature): ModelSignature['stages'] {
  const own = signature.stages.filter(
    ({id, outputs}) => signature.tensors[id] === undefined && outputs.includes(signature.target.name),
  );
  return stagesOf(leafColumns(own), own);
}

/**
 * Binds the columns of a dataset, raw or at whatever stage, to the tensors of a model. Raw columns the stages do not
 * start from (a model without stages) are bound to its inputs.
 *
 * @throws IngotError `COLUMN_MISSING` naming the nearest column, `STAGE_MISMATCH` naming the option or statistic that
 *   differs, `KIND_MISMATCH`
 */
export function bindDataset(signature: ModelSignature, dataset: BindSource): Binding {
  const names: BindingNames = {data: dataset.name, model: 'the model'};
  const stages = featureStages(signature);
  const rules = new Map(signature.inputs.map(({name, parse}) => [name, parse]));
  const {fields} = dataset.schema;
  const leaves = leafColumns(stages);
  const direct = signature.inputs
    .filter(
      ({name}) =>
        !stages.some(({columns, parents}) => columns.some((column, at) => column === name && parents[at] === null)),
    )
    .map(({name}) => ({name, stage: null}));
  const bound = bindColumns({
    schema: dataset.schema,
    stages,
    wanted: [...leaves, ...direct],
    names,
    ruleOf: (name) => rules.get(name),
  });
  const inputs = bound.map((tensor): BoundInput => ({
    ...tensor,
    tokenCount: tokenCountOf(stages, tensor.columns[0]),
    tensor: tensor.stage === null ? (tensor.columns[0]?.name ?? '') : (signature.tensors[tensor.stage.id] ?? ''),
    readers: tensor.columns.map(({index, name, stage}) => {
      const field = fields[index];
      const rule = rules.get(name);
      return stage === null && field && rule ? columnReader(field, rule, dataset.name) : undefined;
    }),
  }));
  const used = new Set(inputs.flatMap(({columns}) => columns.map(({index}) => index)));
  const targetIndex = fields.findIndex(({name}) => name === signature.target.name);
  const targetField = fields[targetIndex];
  if (targetField) used.add(targetIndex);
  let rowsFed = 0;
  return {
    inputs,
    ignored: fields.filter((_, index) => !used.has(index)).map(({name}) => name),
    target: targetField && {index: targetIndex, field: targetField},
    feeds: (batch) => {
      const first = rowsFed + 1;
      rowsFed += batch.rowCount;
      return Object.fromEntries(inputs.map((input) => [input.tensor, feedOf(input, batch, first)]));
    },
    validRows: (batch) => validRows(inputs, batch),
  };
}

function columnOf({columns, readers}: BoundInput, position: number, batch: Batch): Batch['columns'][number] {
  const column = batch.columns[columns[position]?.index ?? -1];
  if (!column) throw prepareError('COLUMN_MISSING', 'A batch has fewer columns than its schema.');
  return readers[position]?.(column) ?? column;
}

function feedOf(input: BoundInput, batch: Batch, firstRow: number): Tensor {
  const columns = input.columns.map((_, position) => columnOf(input, position, batch));
  const [tokens] = columns;
  if (input.tokenCount !== undefined && tokens) requireTokens(input, tokens, {batch, firstRow});
  return columnsToTensor(columns, batch.rowCount, input);
}

function validRows(inputs: readonly BoundInput[], batch: Batch): Uint8Array {
  const valid = new Uint8Array(batch.rowCount).fill(1);
  for (const input of inputs)
    input.columns.forEach((bound, position) => {
      if (!bound.needsValue || input.storage === 'int32' || input.storage === 'uint8') return;
      const column = columnOf(input, position, batch);
      const width = columnWidth(column, batch.rowCount);
      for (let row = 0; row < batch.rowCount; row += 1) if (isMissingCell(column, row, width)) valid[row] = 0;
    });
  return valid;
}
