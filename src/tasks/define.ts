// How to add a task: write src/tasks/<name>.ts exporting a `defineTask({...})` value and list it in registry.ts. A task
// says how wide the logits are, which loss trains them, and what the model gives to people.
import type {Stage} from '../data/index.js';
import type {LossDefinition} from '../nn/index.js';
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';
import type {TargetColumn, Task} from '../prepare/index.js';

export interface TaskContext {
  readonly target: TargetColumn;
  /** Stages of the target, in the order in which they were applied. */
  readonly targetStages: readonly Stage[];
  readonly loss: LossDefinition;
  /** The one tensor of tokens the network reads, `[batch, steps]` int32, where there is one. */
  readonly tokens?: Value | undefined;
}

export interface TaskDefinition {
  readonly name: Task;
  readonly summary: string;
  /** Names of the graph outputs, which no column may have. */
  readonly outputs: readonly string[];
  /** The network gives logits for every step of a sequence, which sees no later ones. */
  readonly predictsSteps?: boolean;
  /** Name of the loss taken when none is asked for. */
  defaultLoss(target: TargetColumn): string;
  /** Width of the logits. @throws IngotError `LOSS_MISMATCH`, `TASK_ONE_CLASS` */
  outputCount(context: TaskContext): number;
  /** Adds what the model gives to people, as graph outputs. @param logits - `[batch, outputCount]` float32, or a row each step */
  addOutputs(g: OpGraph, logits: Value, context: TaskContext): void;
}

/** Types a task definition and nothing else. */
export function defineTask(definition: TaskDefinition): TaskDefinition {
  return definition;
}
