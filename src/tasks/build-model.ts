// A whole model from the schema of a prepared dataset: raw columns → preprocessing → network → outputs for people.
import {Random, type Json, type OptionValues} from '../core/index.js';
import type {DatasetSchema} from '../data/index.js';
import {architectures, type ArchitectureDefinition} from '../models/index.js';
import {losses, resolveLossOptions, type LossDefinition} from '../nn/index.js';
import {checkModel, makeModel, type Model} from '../onnx/index.js';
import {neededOpset, OpGraph} from '../ops/index.js';
import {buildPreprocessing, describeFeatures, writeSignature, type DataInterface, type Task} from '../prepare/index.js';
import {transformOf} from '../transforms/index.js';
import type {TaskDefinition} from './define.js';
import {taskError} from './errors.js';
import {tasks} from './registry.js';

export interface BuildModelOptions {
  /** Of the prepared training rows. */
  readonly schema: DatasetSchema;
  /** Registered name: `'mlp'`. */
  readonly architecture: string;
  readonly architectureOptions?: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** `'auto'`: what the target was prepared for. */
  readonly task?: Task | 'auto';
  /** Registered name; default: the task's. */
  readonly loss?: string | undefined;
  /** Of the loss, where they differ from its defaults. */
  readonly lossOptions?: OptionValues | undefined;
  /** Content hashes of what the model is made from. */
  readonly parents?: Readonly<Record<string, string>>;
}

/**
 * Builds an untrained model that takes raw columns: one input `[batch, 1]` per raw feature column, named as it.
 *
 * @throws IngotError `NOT_PREPARED`, `TARGET_MISSING`, `NO_FEATURES`, `TASK_MISMATCH`, `TASK_ONE_CLASS`,
 * `LOSS_MISMATCH`, `LOSS_OPTION_UNKNOWN`, `LOSS_OPTION_INVALID`, `LOSS_TARGET_SCALED`, `COLUMN_NAME_RESERVED`,
 * `REGISTRY_UNKNOWN`, `MODEL_OPTION_UNKNOWN`, `MODEL_OPTION_INVALID`, `MODEL_OPTION_UNUSED`
 */
export function buildModel(options: BuildModelOptions): Model {
  const data = describeFeatures(options.schema);
  const task = taskOf(data, options.task ?? 'auto');
  const loss = losses.get(options.loss ?? task.defaultLoss(data.target));
  if (loss.task !== task.name)
    throw taskError('LOSS_MISMATCH', `Loss '${loss.name}' is for ${loss.task}, but the model is for ${task.name}.`, {
      hints: [`Losses for ${task.name}: ${lossNames(task).join(', ')}.`],
    });
  const lossOptions = resolveLossOptions(loss, options.lossOptions ?? {});
  refuseScaledTarget(data, loss);
  refuseReservedNames(data, task);
  const architecture = architectures.get(options.architecture);
  const resolved = architecture.resolve(options.architectureOptions ?? {});
  requireSteps(task, architecture, resolved);
  const g = new OpGraph({name: architecture.name});
  const preprocessing = buildPreprocessing(g, data.inputs, data.stages);
  const [only, ...others] = preprocessing.blocks;
  const tokens = others.length === 0 && only?.value.dtype === 'int32' ? only.value : undefined;
  const context = {target: data.target, targetStages: data.targetStages, loss, tokens};
  const logits = architecture.build(g, {
    entry: preprocessing.blocks.map(({value}) => value),
    tensorEntries: new Set(
      preprocessing.blocks.flatMap(({value, isTensor}) => (isTensor === true ? [value.name] : [])),
    ),
    vocabularySizes: preprocessing.blocks.flatMap(({vocabularySizes}) => (vocabularySizes ? [vocabularySizes] : [])),
    outputs: task.outputCount(context),
    everyStep: task.predictsSteps === true,
    options: resolved,
    random: new Random(options.seed).derive('init'),
  });
  task.addOutputs(g, logits, context);
  const graph = g.build();
  const model = writeSignature(makeModel({graph, opsets: neededOpset(graph)}), {
    format: 1,
    task: task.name,
    architecture: {name: architecture.name, options: resolved as Json},
    inputs: data.inputs,
    target: data.target,
    stages: [...data.stages, ...data.targetStages],
    tensors: preprocessing.tensors,
    entry: preprocessing.entry,
    logits: logits.name,
    loss: loss.name,
    lossOptions,
    parents: options.parents ?? {},
  });
  checkModel(model);
  return model;
}

/** @throws IngotError `TASK_MISMATCH` where each step must be predicted from those before it, and the network does not */
function requireSteps(task: TaskDefinition, architecture: ArchitectureDefinition, options: object): void {
  if (task.predictsSteps !== true || architecture.givesSteps?.(options) === true) return;
  const fitting = architectures.values().filter((each) => each.givesSteps?.(each.defaults) === true);
  throw taskError(
    'TASK_MISMATCH',
    `Architecture '${architecture.name}', with the options given, does not predict each step of a sequence from those before it, which ` +
      `${task.name} asks for.`,
    {hints: [`Take one of: ${fitting.map((each) => each.name).join(', ')}.`]},
  );
}

function lossNames(task: TaskDefinition): string[] {
  return losses
    .values()
    .filter((loss) => loss.task === task.name)
    .map(({name}) => name);
}

function taskOf(data: DataInterface, wanted: Task | 'auto'): TaskDefinition {
  if (wanted !== 'auto' && wanted !== data.task)
    throw taskError(
      'TASK_MISMATCH',
      `Asked for ${wanted}, but target '${data.target.name}' was prepared for ${data.task}.`,
      {
        hints: [`Normalize the raw rows again with --task ${wanted}.`],
      },
    );
  return tasks.get(data.task);
}

/** A loss of counts means counts: through a scaling they are no counts any more, and the model would learn nonsense. */
function refuseScaledTarget({target, targetStages}: DataInterface, loss: LossDefinition): void {
  const scaling = targetStages.find((stage) => transformOf(stage).keepsValues !== true);
  if (loss.targetFrom === undefined || !scaling) return;
  throw taskError(
    'LOSS_TARGET_SCALED',
    `Loss '${loss.name}' expects the target's own numbers, of at least ${String(loss.targetFrom)}, but target ` +
      `'${target.name}' went through '${scaling.transform}'.`,
    {hints: ['Normalize the raw rows again with --target-transform none.'], data: {column: target.name}},
  );
}

/** Tensors of the graph share one space of names with its inputs, so some names are taken. */
function refuseReservedNames({inputs}: DataInterface, task: TaskDefinition): void {
  const reserved = [...task.outputs, 'logits'];
  const taken = inputs.find(
    ({name}) =>
      reserved.includes(name) ||
      /^(dense|activation|norm|dropout|residual|embedding|one_hot|block|gru|lstm|attention|position|sequence|sequence_pool|project)_\d+(\.|$)/.test(
        name,
      ),
  );
  if (!taken) return;
  throw taskError('COLUMN_NAME_RESERVED', `Column '${taken.name}' has the name of a tensor of the model.`, {
    hints: [
      `Rename the column in the source, for example to '${taken.name}_column', and import again.`,
      `Reserved: ${reserved.join(', ')}.`,
    ],
    data: {column: taken.name},
  });
}
