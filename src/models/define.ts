// How to add an architecture: write src/models/<name>.ts exporting a `defineArchitecture({...})` value and list it in
// index.ts. An architecture knows prepared tensors and logits; it knows neither columns nor losses.
import type {Random} from '../core/index.js';
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';

export interface ArchitectureContext<Options> {
  /**
   * Prepared tensors: the float32 block `[batch, C]` of all numbers and the int32 block `[batch, K]` of all codes, where
   * there are such columns; then each tensor feature by itself, `[batch, ...shape]` float32, or int32 token ids.
   */
  readonly entry: readonly Value[];
  /** Names of the entries that are tensor features, however many axes they have; absent: none. */
  readonly tensorEntries?: ReadonlySet<string>;
  /**
   * For each int32 entry, in order: the vocabulary size of each of its columns, the unknown bucket included; of a tensor
   * feature the one size of all its ids, 0 … size − 1, none of which means "unknown".
   */
  readonly vocabularySizes: readonly (readonly number[])[];
  /** Width of the logits. */
  readonly outputs: number;
  /** Logits for every step of a sequence, `[batch·steps, outputs]`, those of one row below each other; absent: one a row. */
  readonly everyStep?: boolean;
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
  /** Whether, with these options, it can give logits for every step, from that step and earlier ones only. */
  givesSteps?(options: Options): boolean;
  /** Checks what a person gave and completes it; throws MODEL_OPTION_UNKNOWN or MODEL_OPTION_INVALID. */
  resolve(given: Readonly<Record<string, unknown>>): Options;
  /** Adds nodes and parameters. @returns the logits, `[batch, outputs]` float32 (see `everyStep`), named `logits` */
  build(g: OpGraph, context: ArchitectureContext<Options>): Value;
}

export function defineArchitecture<Options extends object>(
  definition: ArchitectureDefinition<Options>,
): ArchitectureDefinition<Options> {
  return definition;
}
