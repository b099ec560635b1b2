// What a foreign model takes in and learns: from prepared rows, or from what was asked for alone.
import {invariant} from '../../core/index.js';
import {defaultRule, type DatasetSchema, type ParseRule, type Stage} from '../../data/index.js';
import type {Graph, Value} from '../../onnx/index.js';
import {describeFeatures, type DataInterface, type InputColumn, type Task} from '../../prepare/index.js';
import {stageOf} from '../../transforms/index.js';
import {taskError} from '../errors.js';

export interface InterfaceOptions {
  /** Of prepared training rows; absent: the other members say it. */
  readonly schema?: DatasetSchema | undefined;
  readonly task: Task | 'auto';
  readonly classes?: readonly string[] | undefined;
  /** Name of the target column, where no rows name it. */
  readonly target?: string | undefined;
  /** Input of the graph → column. */
  readonly columns: ReadonlyMap<string, string>;
}

/** @throws IngotError `IMPORT_INCOMPLETE` when something is neither given nor in the rows, and what `describeFeatures` throws */
export function describeInterface(graph: Graph, options: InterfaceOptions): DataInterface {
  const {schema, task, classes, target} = options;
  if (schema) {
    if (target !== undefined)
      throw taskError('IMPORT_INCOMPLETE', '--target and --data say the same: the rows bring their own.', {
        hints: ['Leave --target out, or --data.'],
      });
    return describeFeatures(schema);
  }
  const chosen = task === 'auto' ? (classes === undefined ? undefined : 'classification') : task;
  if (chosen === undefined)
    throw taskError('IMPORT_INCOMPLETE', 'What the model is for is not known.', {
      hints: [
        'Give --data, prepared training rows: their target says it.',
        'Or --task classification --classes cat,dog (or a file of one class a line), or --task regression.',
      ],
    });
  const inputs = graph.inputs.map((input) => inputColumn(input, options.columns));
  const stages = inputs.map((column, at) => inputStage(graph, column, graph.inputs[at]));
  return {inputs, stages, ...describeTarget(chosen, {name: target ?? 'target', classes})};
}

/** Each input is one column of tensors. */
function inputColumn({name, dtype, shape}: Value, columns: ReadonlyMap<string, string>): InputColumn {
  const sizes = (shape ?? []).slice(1);
  if (shape === undefined || !sizes.every((size) => typeof size === 'number') || sizes.length === 0)
    throw taskError(
      'IMPORT_INCOMPLETE',
      `Input '${name}' is [${shape?.join(', ') ?? '…'}]: the sizes of a row are not all known.`,
      {hints: ['Give --data, prepared rows whose columns have a shape.']},
    );
  const element = dtype === 'float32' ? 'float32' : 'int32';
  const parse: ParseRule = {...defaultRule('tensor'), kind: 'tensor', shape: sizes, element};
  return {name: columns.get(name) ?? name, role: 'feature', parse, required: true};
}

/** Numbers as they are, or token ids as many as the table they look up has rows. */
function inputStage(graph: Graph, {name, parse: {shape = [], element}}: InputColumn, input: Value | undefined): Stage {
  invariant(input, `an input for column '${name}'`);
  const common = {columns: [name], parents: [null], shape};
  if (element === 'float32') return stageOf('as-float', {...common, state: null});
  const reader = graph.nodes.find(({opType, inputs}) => opType === 'Gather' && inputs[1] === input.name);
  const size = graph.initializers.get(reader?.inputs[0] ?? '')?.dims[0] ?? 2 ** 31 - 1;
  return stageOf('token-ids', {...common, options: {size}, state: {sizes: [size]}});
}

const INTEGER = /^(0|-?[1-9]\d{0,14})$/;

function describeTarget(
  task: Task,
  {name, classes}: {readonly name: string; readonly classes: readonly string[] | undefined},
): Pick<DataInterface, 'task' | 'target' | 'targetStages'> {
  const common = {columns: [name], parents: [null]};
  if (task === 'regression') {
    if (classes !== undefined)
      throw taskError('IMPORT_INCOMPLETE', '--classes is about classification, but the task is regression.');
    const parse = defaultRule('numeric');
    return {task, target: {name, parse}, targetStages: [stageOf('as-float', {...common, state: null})]};
  }
  if (!classes)
    throw taskError(
      'IMPORT_INCOMPLETE',
      'Classification needs the names of the classes, in the order of the outputs.',
      {
        hints: ['Give --classes cat,dog, or a file of one class a line, or --data.'],
      },
    );
  const integers = classes.every((label) => INTEGER.test(label));
  const parse = {...defaultRule('category'), ...(integers ? {numberText: true} : {})};
  const stage = stageOf('classes', {...common, state: {classes: [...classes], integers}});
  return {task, target: {name, parse, classes, integerClasses: integers}, targetStages: [stage]};
}
