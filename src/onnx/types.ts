// ONNX models as plain data. The codec reads and writes any model in this form; graphs are treated as immutable.

export type DType =
  | 'float32'
  | 'float64'
  | 'float16'
  | 'bfloat16'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'bool'
  | 'string'
  | 'complex64'
  | 'complex128'
  | 'float8e4m3fn'
  | 'float8e4m3fnuz'
  | 'float8e5m2'
  | 'float8e5m2fnuz'
  | 'float8e8m0'
  | 'float4e2m1'
  | 'int4'
  | 'uint4'
  | 'int2'
  | 'uint2';

/**
 * Elements in row-major order. float16 and bfloat16 are raw bits in a Uint16Array, bool is 0/1 in a Uint8Array,
 * 4-bit and 8-bit float kinds are their packed bytes in a Uint8Array, complex numbers alternate real and imaginary.
 */
export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | readonly string[];

/**
 * Fields of a stored message that ingot does not interpret (notes, denotations, sharding …), encoded, so that a model
 * read and written again loses nothing. Absent in graphs that ingot builds.
 */
export interface WithRest {
  readonly rest?: Uint8Array;
}

export interface Tensor extends WithRest {
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly data: TensorData;
}

/** A dimension: a size, a symbol (`'batch'`), or unknown (`''`). Equal symbols mean equal sizes. */
export type Dim = number | string;
export type Shape = readonly Dim[];

/** Elements of a tensor as far as they are known before anything runs, row-major: numbers, symbols (sizes), or `''`. */
export type Content = readonly Dim[];

/** A named value of a graph. `shape` is undefined when even the rank is unknown. */
export interface Value extends WithRest {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape | undefined;
  /** Present when it is no plain tensor: its type is then in `rest` alone, `dtype` and `shape` say nothing. */
  readonly kind?: ValueKind;
}
export type ValueKind = 'sequence' | 'map' | 'optional' | 'sparse' | 'opaque' | 'untyped';

export type Attribute = WithRest &
  (
    | {readonly type: 'float'; readonly value: number}
    | {readonly type: 'int'; readonly value: number | bigint}
    | {readonly type: 'string'; readonly value: string}
    | {readonly type: 'tensor'; readonly value: Tensor}
    | {readonly type: 'graph'; readonly value: Graph}
    | {readonly type: 'floats'; readonly value: readonly number[]}
    | {readonly type: 'ints'; readonly value: readonly (number | bigint)[]}
    | {readonly type: 'strings'; readonly value: readonly string[]}
    | {readonly type: 'tensors'; readonly value: readonly Tensor[]}
    | {readonly type: 'graphs'; readonly value: readonly Graph[]}
    /** Inside a function: the value that the call gives the function's attribute of that name. */
    | {readonly type: 'reference'; readonly value: string; readonly of: ReferencedType}
    /** Anything rarer (sparse tensors, type protos, bytes that are no text), kept as its encoded AttributeProto. */
    | {readonly type: 'opaque'; readonly value: Uint8Array}
  );
export type ReferencedType =
  'float' | 'int' | 'string' | 'tensor' | 'graph' | 'floats' | 'ints' | 'strings' | 'tensors' | 'graphs';
export type Attributes = Readonly<Record<string, Attribute>>;

export interface Node extends WithRest {
  readonly opType: string;
  /** `''` is the standard domain. */
  readonly domain: string;
  /** Tells functions of one name and domain apart; absent almost always. */
  readonly overload?: string;
  readonly name: string;
  /** `''` is an absent optional input. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

export interface Graph extends WithRest {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** In topological order. */
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  /** Types of inner values, where known. */
  readonly values: ReadonlyMap<string, Value>;
}

/** A node type that the model itself defines by other nodes. Its body sees its own inputs only. */
export interface ModelFunction extends WithRest {
  readonly domain: string;
  readonly name: string;
  readonly overload?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Names of the attributes without a default. */
  readonly attributes: readonly string[];
  readonly defaults: Attributes;
  /** In topological order. */
  readonly nodes: readonly Node[];
  /** Domain → version of the body, which may differ from the model's. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly values: ReadonlyMap<string, Value>;
}

export interface Model {
  readonly irVersion: number;
  /** Domain → version; `''` is the standard domain. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly producerName: string;
  readonly producerVersion: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly graph: Graph;
  /** Absent in a model without any. */
  readonly functions?: readonly ModelFunction[];
  /** Any ModelProto field we do not interpret, as encoded bytes, kept on rewrite. */
  readonly opaque?: readonly Uint8Array[];
}
