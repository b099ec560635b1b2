// Builds a graph node by node. Output types come from the `infer` function given (the op registry's, see src/ops),
// so that this layer knows no op.
import {invariant} from '../core/index.js';
import {contentOfTensor, tensorOfContent} from './content.js';
import type {Attribute, Attributes, Content, DType, Graph, Node, Shape, Tensor, TensorData, Value} from './types.js';

export interface NodeSpec {
  readonly opType: string;
  readonly domain: string;
  readonly attributes: Attributes;
  readonly outputCount: number;
}

/** What a graph knows of its values while it is built. */
export interface KnownValues {
  /** The content of a value all of whose elements are known. */
  readonly constantOf: (value: Value) => Tensor | undefined;
  /** The elements of a small tensor as far as they are known. */
  readonly contentOf: (value: Value) => Content | undefined;
  /** A value by name: what subgraphs read from around them. */
  readonly find: (name: string) => Value | undefined;
}

export interface InferredType {
  readonly dtype: DType;
  readonly shape: Shape | undefined;
  /** Elements known before anything runs, some perhaps as symbols. */
  readonly content?: Content | undefined;
}

/** Gives dtype and shape of each output, and content where it follows from that of the inputs. */
export type Infer = (
  node: NodeSpec,
  inputs: readonly (Value | undefined)[],
  known: KnownValues,
) => readonly InferredType[];

/** Attribute values in short form: integers become `int`, other numbers need {@link float}. */
export type AttributeInput = number | string | readonly number[] | readonly string[] | Attribute;
export type AttributeInputs = Readonly<Record<string, AttributeInput | undefined>>;

export const float = (value: number): Attribute => ({type: 'float', value});
export const floats = (value: readonly number[]): Attribute => ({type: 'floats', value});

export interface NodeOptions {
  readonly domain?: string;
  readonly name?: string;
  /** Names of the outputs where they matter to people (`logits`); otherwise made from the op and a counter. */
  readonly outputs?: readonly string[];
  readonly outputCount?: number;
}

export interface GraphBuilderOptions {
  readonly name?: string;
  readonly infer: Infer;
  /** Put before every generated name: Loop bodies must not reuse names of the outer graph. */
  readonly prefix?: string;
}

export class GraphBuilder {
  private readonly inputs: Value[] = [];
  private readonly outputs: Value[] = [];
  private readonly nodes: Node[] = [];
  private readonly nodeNames = new Set<string>();
  private readonly initializers = new Map<string, Tensor>();
  private readonly values = new Map<string, Value>();
  private readonly constants = new Map<string, Value>();
  private readonly counters = new Map<string, number>();
  private readonly contents = new Map<string, Content>();
  private readonly known: KnownValues = {
    constantOf: (value) => this.constantOf(value),
    contentOf: (value) => this.contentOf(value),
    find: (name) => this.values.get(name),
  };
  private readonly infer: Infer;
  private readonly prefix: string;
  private readonly name: string;

  constructor(options: GraphBuilderOptions) {
    this.infer = options.infer;
    this.prefix = options.prefix ?? '';
    this.name = options.name ?? 'graph';
  }

  input(name: string, dtype: DType, shape: Shape): Value {
    const value = this.declare(name, dtype, shape);
    this.inputs.push(value);
    return value;
  }

  /** A value of an enclosing graph, usable in this subgraph by name; what is known of its elements may come along. */
  outer(value: Value, content?: Content): Value {
    this.values.set(value.name, value);
    if (content) this.contents.set(value.name, content);
    return value;
  }

  /** A named tensor stored in the graph: a weight, or state. */
  initializer(name: string, tensor: Tensor): Value {
    this.initializers.set(name, tensor);
    return this.declare(name, tensor.dtype, tensor.dims);
  }

  /** An unnamed constant tensor; equal small constants are stored once. */
  constant(dtype: DType, dims: readonly number[], data: TensorData): Value {
    const key =
      data.length <= 64 ? `${dtype}[${dims.join()}]${Array.from(data as ArrayLike<unknown>, describe).join()}` : '';
    const known = this.constants.get(key);
    if (key !== '' && known) return known;
    const value = this.initializer(this.fresh('const'), {dtype, dims, data});
    if (key !== '') this.constants.set(key, value);
    return value;
  }

  /** Adds a node with one output. */
  op(
    opType: string,
    inputs: readonly (Value | undefined)[],
    attributes: AttributeInputs = {},
    options: NodeOptions = {},
  ): Value {
    const [value] = this.ops(opType, inputs, attributes, options);
    invariant(value, `${opType} gave no output`);
    return value;
  }

  /** Adds a node with `outputCount` outputs. */
  ops(
    opType: string,
    inputs: readonly (Value | undefined)[],
    attributes: AttributeInputs = {},
    options: NodeOptions = {},
  ): Value[] {
    const outputCount = options.outputs?.length ?? options.outputCount ?? 1;
    const spec: NodeSpec = {opType, domain: options.domain ?? '', attributes: toAttributes(attributes), outputCount};
    const types = this.infer(spec, inputs, this.known);
    const name = options.name ?? this.fresh(opType);
    const outputs = Array.from({length: outputCount}, (_, index) => {
      const type = types[index];
      invariant(type, `no type inferred for output ${String(index)} of ${opType}`);
      const outputName =
        options.outputs?.[index] ?? (outputCount === 1 ? `${name}_out` : `${name}_out${String(index)}`);
      return this.declareOutput(outputName, type);
    });
    this.nodeNames.add(name);
    this.nodes.push({
      opType,
      domain: spec.domain,
      name,
      inputs: trimAbsent(inputs.map((value) => value?.name ?? '')),
      outputs: outputs.map((value) => value.name),
      attributes: spec.attributes,
    });
    return outputs;
  }

  /** Adds an existing node as it is, types inferred or given. Used to take over parts of another graph. */
  node(node: Node, types?: readonly Value[]): Value[] {
    const inputs = node.inputs.map((name) => (name === '' ? undefined : this.value(name)));
    const spec = {
      opType: node.opType,
      domain: node.domain,
      attributes: node.attributes,
      outputCount: node.outputs.length,
    };
    const inferred: readonly InferredType[] = types ?? this.infer(spec, inputs, this.known);
    this.nodes.push(node);
    this.nodeNames.add(node.name);
    return node.outputs.map((name, index) => {
      const type = inferred[index];
      // '' is an optional output left out.
      if (name === '') return {name, dtype: type?.dtype ?? 'float32', shape: type?.shape};
      invariant(type, `no type inferred for output ${String(index)} of node '${node.name}' (${node.opType})`);
      return this.declareOutput(name, type);
    });
  }

  /** Makes a value an output of the graph, under its own name or, through an Identity, another. */
  output(value: Value, name = value.name, shape: Shape | undefined = value.shape): Value {
    const named = name === value.name ? value : this.op('Identity', [value], {}, {outputs: [name]});
    const declared = {...named, shape};
    this.values.set(name, declared);
    this.outputs.push(declared);
    return declared;
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** @returns the value of that name; a missing one is a defect of the caller */
  value(name: string): Value {
    const value = this.values.get(name);
    invariant(value, `no value '${name}' in graph '${this.name}'`);
    return value;
  }

  /** The content of a value known at build time: stored, or worked out. */
  constantOf(value: Value): Tensor | undefined {
    const stored = this.initializers.get(value.name);
    if (stored) return stored;
    const content = this.contents.get(value.name);
    return content && tensorOfContent(this.values.get(value.name) ?? value, content);
  }

  /** The elements of a small tensor as far as they are known at build time. */
  contentOf(value: Value): Content | undefined {
    const stored = this.initializers.get(value.name);
    return stored ? contentOfTensor(stored) : this.contents.get(value.name);
  }

  /** A name not used yet in this graph. */
  fresh(base: string): string {
    for (;;) {
      const count = this.counters.get(base) ?? 0;
      this.counters.set(base, count + 1);
      const name = `${this.prefix}${base}_${String(count)}`;
      if (!this.values.has(name) && !this.values.has(`${name}_out`) && !this.nodeNames.has(name)) return name;
    }
  }

  build(): Graph {
    return {
      name: this.name,
      inputs: [...this.inputs],
      outputs: [...this.outputs],
      nodes: [...this.nodes],
      initializers: new Map(this.initializers),
      values: new Map(this.values),
    };
  }

  private declareOutput(name: string, {dtype, shape, content}: InferredType): Value {
    const value = this.declare(name, dtype, shape);
    if (content) this.contents.set(name, content);
    return value;
  }

  private declare(name: string, dtype: DType, shape: Shape | undefined): Value {
    invariant(!this.values.has(name), `value '${name}' is defined twice in graph '${this.name}'`);
    const value = {name, dtype, shape};
    this.values.set(name, value);
    return value;
  }
}

function describe(element: unknown): string {
  if (typeof element === 'string') return JSON.stringify(element);
  return Object.is(element, -0) ? '-0' : String(element);
}

function trimAbsent(names: string[]): string[] {
  let length = names.length;
  while (length > 0 && names[length - 1] === '') length -= 1;
  return names.slice(0, length);
}

function toAttributes(inputs: AttributeInputs): Attributes {
  const attributes: Record<string, Attribute> = {};
  for (const [name, value] of Object.entries(inputs)) if (value !== undefined) attributes[name] = toAttribute(value);
  return attributes;
}

function toAttribute(value: AttributeInput): Attribute {
  if (typeof value === 'number') {
    invariant(Number.isInteger(value), 'a float attribute needs float(…)');
    return {type: 'int', value};
  }
  if (typeof value === 'string') return {type: 'string', value};
  if (!Array.isArray(value)) return value as Attribute;
  return typeof value[0] === 'string'
    ? {type: 'strings', value: value as readonly string[]}
    : {type: 'ints', value: value as readonly number[]};
}
