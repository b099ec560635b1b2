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
}

export interface TaskDefinition {
  readonly name: Task;
  readonly summary: string;
  /** Names of the graph outputs, which no column may have. */
  readonly outputs: readonly string[];
  /** Name of the loss taken when none is asked for. */
  defaultLoss(target: TargetColumn): string;
  /** Width of the logits. @throws IngotError `LOSS_MISMATCH`, `TASK_ONE_CLASS` */
  outputCount(context: TaskContext): number;
  /** Adds what the model gives to people, as graph outputs. @param logits - `[batch, outputCount]` float32 */
  addOutputs(g: OpGraph, logits: Value, context: TaskContext): void;
}

/** Types a task definition and nothing else. */
export function defineTask(definition: TaskDefinition): TaskDefinition {
  return definition;
}
