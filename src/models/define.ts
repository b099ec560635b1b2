// How to add an architecture: write src/models/<name>.ts exporting a `defineArchitecture({...})` value and list it in
// index.ts. An architecture knows prepared tensors and logits; it knows neither columns nor losses.
import type {Random} from '../core/index.js';
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';

export interface ArchitectureContext<Options> {
  /** Prepared tensors: float32 `[batch, C]` blocks and int32 `[batch, K]` codes. */
  readonly entry: readonly Value[];
  /** For each int32 entry, in order: the vocabulary size of each of its columns, the unknown bucket included. */
  readonly vocabularySizes: readonly (readonly number[])[];
  /** Width of the logits. */
  readonly outputs: number;
  readonly options: Options;
  readonly random: Random;
}

export interface ArchitectureDefinition<Options extends object = object> {
  readonly name: string;
  readonly summary: string;
  /** Every option with its default. */
  readonly defaults: Options;
  /** What each option means. */
  readonly summaries: Readonly<Record<string, string>>;
  /** Checks what a person gave and completes it; throws MODEL_OPTION_UNKNOWN or MODEL_OPTION_INVALID. */
  resolve(given: Readonly<Record<string, unknown>>): Options;
  /** Adds nodes and parameters. @returns the logits, `[batch, outputs]` float32, named `logits` */
  build(g: OpGraph, context: ArchitectureContext<Options>): Value;
}

export function defineArchitecture<Options extends object>(
  definition: ArchitectureDefinition<Options>,
): ArchitectureDefinition<Options> {
  return definition;
}
