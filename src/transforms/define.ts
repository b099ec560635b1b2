// How to add a transform: write src/transforms/<name>.ts exporting a `defineTransform({...})` value and list it in
// index.ts. `fit` turns statistics into plain JSON state; `build` adds ONNX nodes and is the ONLY way a transform is
// ever applied: at data time, in training, in evaluation, in the exported model, in the server.
import type {Json} from '../core/index.js';
import type {ColumnStatistics, Kind, Storage} from '../data/index.js';
import type {Value} from '../onnx/index.js';
import type {OpGraph} from '../ops/index.js';

export interface FitColumn {
  readonly name: string;
  readonly kind: Kind;
  readonly statistics: ColumnStatistics;
  /** Sizes of a cell; absent: one value a row. */
  readonly shape?: readonly number[] | undefined;
  /** Columns of sound: samples a second. */
  readonly sampleRate?: number | undefined;
}

export interface TransformDefinition<State = Json> {
  readonly name: string;
  /** Raised when `build` or the meaning of the state changes; old versions stay buildable. */
  readonly version: number;
  readonly summary: string;
  /** Storage of the block it takes: `'float64'` `[N, C]`, `'utf8'` (string) `[N, C]`, `'float32'`, `'int32'`. */
  readonly takes: readonly Storage[];
  /** Storages of a column of tensors that it takes too, `[N, ...shape]` and each column for itself; absent: none. */
  readonly takesTensors?: readonly Storage[];
  readonly gives: Storage;
  /** True when nothing it gives is missing: a column behind it need not have a value in every row. */
  readonly fillsMissing: boolean;
  /** Kinds of columns it can be asked for by name (`--transform COL=NAME`); absent: ingot alone decides when it is used. */
  readonly choosableFor?: readonly Kind[];
  /** The option that a value after the name sets: `clip:0.05`. */
  readonly argument?: string;
  /** What a chain that ends with it goes on with, where that is not plainly the way to float32. */
  readonly followedBy?: string;
  /** True when values that are there pass unchanged, so that the statistics of the source are those of the result. */
  readonly keepsPresent?: boolean;
  /** False where the state comes from the options alone, so that no row has shaped it; default: always true. */
  readonly learns?: (options: Readonly<Record<string, Json>>) => boolean;
  /** Kind of the columns it adds; default `'boolean'`. */
  readonly outputKind?: Kind;
  /** What it gives are the numbers it takes, at most rounded: nothing is shifted, scaled or coded. */
  readonly keepsValues?: boolean;
  /** Defaults of its options. */
  readonly options: Readonly<Record<string, Json>>;
  /** Fits over the columns of one block. Sees statistics only, of the training rows only. */
  fit(columns: readonly FitColumn[], options: Readonly<Record<string, Json>>): State;
  /** Names of the columns given, in block order. */
  outputs(columns: readonly string[], state: State): readonly string[];
  /** Sizes of a cell of what it gives, where that is not the shape of what it takes. */
  shapeOf?(columns: readonly FitColumn[], state: State): readonly number[] | undefined;
  /** Codes that each output can have (0 … count − 1), where it gives codes. */
  codeCounts?(state: State): readonly number[];
  /** Adds the nodes. @param x - block `[N, C]` of a storage in `takes` @returns block `[N, outputs.length]` */
  build(g: OpGraph, x: Value, state: State): Value;
  /**
   * The same over single columns, each `[N, 1]`, for a transform whose nodes work by column anyway: the block is then
   * never put together only to be taken apart. Must give what `build` gives.
   */
  buildColumns?(g: OpGraph, columns: readonly Value[], state: State): Value;
  /** The way back, for targets: float32 `[N, 1]` in training space → float64 `[N, 1]` in the column's own units. */
  inverse?(g: OpGraph, y: Value, state: State): Value;
}

/** Types a transform definition and nothing else. */
export function defineTransform<State>(definition: TransformDefinition<State>): TransformDefinition {
  // A stage's state is what this definition's own `fit` gave, so the registry may forget the narrower type.
  return definition as unknown as TransformDefinition;
}
