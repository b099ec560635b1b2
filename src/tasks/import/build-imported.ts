// A foreign graph between the preparation of our rows and the outputs of a task, with the signature that says so.
import {Random, type OptionValues} from '../../core/index.js';
import {losses, resolveLossOptions, type LossDefinition} from '../../nn/index.js';
import {
  checkModel,
  extractSubgraph,
  makeModel,
  type Dim,
  type Graph,
  type Model,
  type Value,
} from '../../onnx/index.js';
import {formatShape, inlineGraph, OpGraph} from '../../ops/index.js';
import {buildPreprocessing, writeSignature, type DataInterface} from '../../prepare/index.js';
import {findLogits, replaceHead} from '../../surgery/index.js';
import {transformOf} from '../../transforms/index.js';
import type {TaskContext, TaskDefinition} from '../define.js';
import {taskError} from '../errors.js';
import {tasks} from '../registry.js';
import {connectInputs, type Scaling} from './connect-inputs.js';

export interface BuildImportedOptions {
  /** Input of the graph → column. */
  readonly columns: ReadonlyMap<string, string>;
  /** In the order of the outputs of the file. */
  readonly classes?: readonly string[] | undefined;
  readonly logits?: string | undefined;
  /** A new head: its width, or `'auto'`, as many outputs as the task needs. */
  readonly head?: number | 'auto' | undefined;
  readonly scaling: Scaling;
  readonly loss?: string | undefined;
  readonly lossOptions?: OptionValues | undefined;
  /** Of a new head. */
  readonly seed: number;
  readonly parents: Readonly<Record<string, string>>;
}

/**
 * @throws IngotError `IMPORT_INPUT`, `IMPORT_OUTPUT`, `LOSS_MISMATCH`, `LOSS_OPTION_UNKNOWN`, `LOSS_OPTION_INVALID`,
 * `LOGITS_NOT_FOUND`, `HEAD_NOT_FOUND`
 */
export function buildImported(
  {graph: whole, opsets}: Model,
  face: DataInterface,
  options: BuildImportedOptions,
): {readonly model: Model; readonly notes: readonly string[]} {
  const {columns, scaling} = options;
  const notes: string[] = [];
  const task = tasks.get(face.task);
  const found = findLogits(whole, options.logits);
  const graph = withHead(whole, found.name, {face, options, notes});
  const g = new OpGraph({name: 'imported'});
  const preprocessing = buildPreprocessing(g, face.inputs, face.stages);
  const connections = connectInputs(g, graph, {blocks: preprocessing.blocks, columns, scaling});
  notes.push(...connections.map(({note}) => note));
  const prefix = collides(g, graph, task) ? 'net/' : '';
  if (prefix !== '') notes.push(`Tensors of the file are named with '${prefix}' before, since some names were taken.`);
  const cut = {...graph, outputs: [{name: found.name, dtype: 'float32', shape: undefined} as const]};
  const bound = Object.fromEntries(connections.map(({input, value}) => [input.name, value]));
  // Nodes after the logits would carry names and demand types for nothing.
  const network = extractSubgraph(cut, Object.keys(bound), [found.name]);
  const raw = inlineGraph(g, network, bound, {prefix})[found.name];
  if (!raw)
    throw taskError('IMPORT_OUTPUT', `The tensor '${found.name}' is an input of the model, not computed by it.`);
  notes.push(`The loss attaches to '${raw.name}' ${formatShape(raw.shape)}, ${found.because}.`);
  const logits = toColumns(g, raw);
  const width = logits.shape?.[1];
  const loss = chooseLoss(task, face, {width, ...options});
  const context: TaskContext = {target: face.target, targetStages: face.targetStages, loss};
  requireWidth(task.outputCount(context), logits, context);
  refuseScaled(face, options.head);
  const ordered = inClassOrder(g, logits, {face, classes: options.classes});
  task.addOutputs(g, ordered, context);
  const model = writeSignature(makeModel({graph: g.build(), opsets: {...opsets, 'ai.onnx.ml': 3}}), {
    format: 1,
    task: task.name,
    architecture: {name: 'onnx', options: {}},
    inputs: face.inputs,
    target: face.target,
    stages: [...face.stages, ...face.targetStages],
    tensors: preprocessing.tensors,
    entry: preprocessing.entry,
    logits: ordered.name,
    loss: loss.name,
    lossOptions: resolveLossOptions(loss, options.lossOptions ?? {}),
    parents: options.parents,
  });
  checkModel(model);
  return {model, notes};
}

interface HeadRequest {
  readonly face: DataInterface;
  readonly options: BuildImportedOptions;
  readonly notes: string[];
}

function withHead(graph: Graph, logits: string, {face, options, notes}: HeadRequest): Graph {
  const {head, seed} = options;
  if (head === undefined) return graph;
  const needed = face.target.classes?.length ?? 1;
  const outputs = head === 'auto' ? needed : head;
  if (outputs !== needed)
    throw taskError('IMPORT_OUTPUT', `--head classes=${String(outputs)}, but the target has ${String(needed)}.`, {
      hints: ['Leave the number out: --head auto makes as many outputs as there are classes.'],
    });
  const made = replaceHead(graph, logits, {outputs, random: new Random(seed).derive('head')});
  notes.push(
    `New head: ${made.weights.join(', ')} with ${String(outputs)} outputs in place of ${String(made.before)}, drawn from seed ${String(seed)}.`,
  );
  return made.graph;
}

/** Whether the file uses a name that our columns, stages or outputs have. */
function collides(g: OpGraph, graph: Graph, task: TaskDefinition): boolean {
  const inputs = new Set(graph.inputs.map(({name}) => name));
  const names = [...graph.initializers.keys(), ...graph.nodes.flatMap(({outputs}) => outputs)];
  return names.some((name) => name !== '' && !inputs.has(name) && (g.has(name) || task.outputs.includes(name)));
}

/** `[batch, outputs]`, without the axes of size 1 that convolutional heads leave. */
function toColumns(g: OpGraph, logits: Value): Value {
  const {shape} = logits;
  if (shape?.length === 2) return logits;
  if (shape && shape.length > 2 && shape.slice(2).every((dim) => dim === 1))
    return g.op('Flatten', [logits], {axis: 1});
  throw taskError(
    'IMPORT_OUTPUT',
    `The tensor '${logits.name}' is ${formatShape(shape)}; a task expects one row of scores a row, [batch, outputs].`,
    {hints: ['Name another tensor with --logits.']},
  );
}

/** One logit for two classes means the binary loss; as many as classes, the usual one. */
function chooseLoss(
  task: TaskDefinition,
  {target}: DataInterface,
  {loss: wanted, width}: {readonly loss?: string | undefined; readonly width: Dim | undefined},
): LossDefinition {
  const isWide = task.name === 'classification' && target.classes?.length === 2 && width === 2;
  const loss = losses.get(wanted ?? (isWide ? 'cross-entropy' : task.defaultLoss(target)));
  if (loss.task === task.name) return loss;
  throw taskError('LOSS_MISMATCH', `Loss '${loss.name}' is for ${loss.task}, but the model is for ${task.name}.`);
}

function requireWidth(outputs: number, {name, shape}: Value, {target}: TaskContext): void {
  const width = shape?.[1];
  if (width === outputs) return;
  const needs = target.classes ? `${String(target.classes.length)} classes` : 'one number';
  throw taskError(
    'IMPORT_OUTPUT',
    `The model gives ${String(width)} scores a row ('${name}'), but target '${target.name}' has ${needs}.`,
    {hints: ['Put a new head on: --head auto.', 'Or name another tensor with --logits.']},
  );
}

/** What a file predicts is in its own units; a new head learns whatever units it is given. */
function refuseScaled({targetStages, target}: DataInterface, head: BuildImportedOptions['head']): void {
  const scaling = targetStages.find((stage) => target.classes === undefined && transformOf(stage).keepsValues !== true);
  if (!scaling || head !== undefined) return;
  throw taskError(
    'IMPORT_OUTPUT',
    `Target '${target.name}' went through '${scaling.transform}', but the file predicts in units of its own.`,
    {hints: ['Normalize the raw rows again with --target-transform none, or put a new head on with --head auto.']},
  );
}

/** Our classes are sorted; the outputs of the file may be in another order, which `--classes` says. */
function inClassOrder(
  g: OpGraph,
  logits: Value,
  {face, classes}: {readonly face: DataInterface; readonly classes: readonly string[] | undefined},
): Value {
  const known = face.target.classes;
  if (!classes || !known || classes.join('\n') === known.join('\n')) return logits;
  const order = known.map((name) => classes.indexOf(name));
  const missing = known[order.indexOf(-1)];
  if (missing !== undefined || classes.length !== known.length)
    throw taskError('IMPORT_OUTPUT', `--classes does not name the classes of the rows: ${known.join(', ')}.`, {
      hints: [missing === undefined ? 'It names more than there are.' : `'${missing}' is not among them.`],
    });
  return g.gather(logits, g.ints(order), 1);
}
