// How to add an op: write src/ops/<kebab-name>.ts exporting a `defineOp({...})` value and list it in index.ts.
// Contract tests then check it: inferred shapes against the runtime's, gradients by central differences on each
// sample, one gradient (or null) per input, and a golden print.
// Families of ops (arithmetic, reductions …) share a factory in support/.
import type {IngotError} from '../core/index.js';
import type {AttributeInputs, InferredType, NodeSpec} from '../onnx/builder.js';
import type {Content, Dim, DType, Tensor, Value} from '../onnx/types.js';
import type {OpGraph} from './op-graph.js';

export {float} from '../onnx/builder.js';
export type {NodeSpec} from '../onnx/builder.js';
export type {Content, Dim, DType, Shape, Tensor, Value} from '../onnx/types.js';

export type ValueType = InferredType;

export interface InferContext {
  readonly node: NodeSpec;
  readonly inputs: readonly (Value | undefined)[];
  /** Content of an input known at build time. */
  readonly constant: (value: Value | undefined) => Tensor | undefined;
  /** The elements of a small input as far as they are known: numbers, symbols (`'batch'`), or `''`. */
  readonly content: (value: Value | undefined) => Content | undefined;
  /** A value around the node by name, for subgraphs. */
  readonly find: (name: string) => Value | undefined;
}

export interface VjpContext {
  /** Where the rule adds its nodes. */
  readonly g: OpGraph;
  readonly node: NodeSpec;
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  /** Gradient of the loss by each output; undefined for an output the loss does not depend on. */
  readonly outputGradients: readonly (Value | undefined)[];
  /** Whether the gradient of input `index` is asked for at all: rules may skip costly ones. */
  readonly wants: (index: number) => boolean;
  readonly constant: (value: Value | undefined) => Tensor | undefined;
  readonly content: (value: Value | undefined) => Content | undefined;
  /** The error to throw for a form of the op that has no gradient; the engine adds the node. */
  readonly refuse: (reason: string) => IngotError;
}

export type LowerContext = Pick<VjpContext, 'g' | 'node' | 'inputs' | 'constant' | 'refuse'>;

/** An example for the contract tests: inputs are drawn by the test, away from kinks. */
export interface OpSample {
  readonly name?: string;
  readonly inputs: readonly SampleInput[];
  readonly attributes?: AttributeInputs;
  readonly outputCount?: number;
  /** Where it is not that of the op. */
  readonly openAxes?: 'batch';
}
export type SampleInput =
  | {readonly shape: readonly number[]; readonly dtype?: DType; readonly low?: number; readonly high?: number}
  /** A fixed, non-differentiated input (axes, shapes, indices). */
  | {readonly constant: Tensor}
  | undefined;

/** Floating-point operations of a node from the sizes of its values, see support/flops.ts. */
export type FlopCount = (sizes: {
  readonly inputs: readonly (readonly number[] | undefined)[];
  /** Of the first output. */
  readonly output: readonly number[];
  readonly transA: boolean;
}) => number;

export interface FoldContext {
  /** Of the result. */
  readonly dtype: DType;
  readonly node: NodeSpec;
}

export interface OpDefinition {
  /** The ONNX operator name; before it, where that is not the standard one, its domain: `'ai.onnx.ml:LabelEncoder'`. */
  readonly name: string;
  /** The opset that brought it, where that is above 18. Training graphs hold what `lower` gives instead. */
  readonly since?: number;
  readonly infer: (context: InferContext) => readonly ValueType[];
  /**
   * Vector-Jacobian product as graph: one gradient per input, `null` where the op is not differentiable in that
   * input. Gradients may keep the broadcast shape: the engine sums them back to the input's shape. Absent for ops
   * through which no gradient flows at all.
   */
  readonly vjp?: (context: VjpContext) => readonly (Value | null)[];
  /**
   * The op written with others, all within opset 18; one value per output asked for. Training graphs hold these, so
   * the op needs no `vjp` of its own. See support/lowered.ts.
   */
  readonly lower?: (context: LowerContext) => readonly Value[];
  /**
   * Of an elementwise op: one element of the result from those of the operands, which may be symbols or unknown (`''`).
   * So sizes stay known through the arithmetic exporters write between Shape and Reshape.
   */
  readonly fold?: (elements: readonly Dim[], context: FoldContext) => Dim;
  /**
   * Whether the first output is the first input as it is, element by element: such a node can go. Given what inference
   * found; sizes not known are not equal. Dropout does not declare it: in training it does something.
   */
  readonly isIdentity?: (context: InferContext, output: ValueType) => boolean;
  /** Each element of the result depends on those at its place in the operands alone; they broadcast. */
  readonly isElementwise?: boolean;
  /** Of one argument, elementwise, and never falling: the largest result is the result of the largest element. */
  readonly isMonotone?: boolean;
  /** Two equal nodes may give different results. */
  readonly isRandom?: boolean;
  /** Outputs the gradient reuses where they are there: a training graph asks the node for so many. */
  readonly savedOutputs?: number;
  /** Inputs that hold what the op remembers of earlier batches: no gradient changes them, training itself does. */
  readonly stateInputs?: readonly number[];
  /** Inputs of which single rows are looked up: what trains there is an embedding. */
  readonly tableInputs?: readonly number[];
  /**
   * Which sizes may be unknown where the gradient is built: any, or only the first (`batch`) or second (`rows`) of the first
   * input and of the output.
   */
  readonly openAxes?: 'batch' | 'rows';
  /** Absent for ops that only move data. */
  readonly flops?: FlopCount;
  readonly samples: readonly OpSample[];
}

/** Types an op definition and nothing else. */
export function defineOp(definition: OpDefinition): OpDefinition {
  return definition;
}

/** Whether a gradient flows through the op, by a rule of its own or by that of what it is written with. */
export function hasGradient({vjp, lower}: OpDefinition): boolean {
  return vjp !== undefined || lower !== undefined;
}
