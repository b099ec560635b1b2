// How to add a conversion: a file src/onnx/convert/<kebab-op>.ts exporting a `defineConversion({...})` value, listed in
// index.ts. It rewrites one node of an opset into what the next definition of its operator wants; names of outputs stay.
// Checked by equal outputs in the runtime before and after (test/onnx/convert.test.ts).
import type {IngotError} from '../../core/index.js';
import {dtypeInfo} from '../dtypes.js';
import type {Attribute, Attributes, DType, Node, Tensor} from '../types.js';

export interface ConversionContext {
  readonly node: Node;
  /** A name that the model does not have yet. */
  readonly fresh: (base: string) => string;
  /** Stores a tensor beside the node. @returns its name */
  readonly constant: (base: string, tensor: Tensor) => string;
  /** Stores an int64 vector. @returns its name */
  readonly ints: (base: string, values: readonly (number | bigint)[]) => string;
  /** The opset that the whole conversion leads to. */
  readonly target: number;
  /** The content of a value that is stored in the model. */
  readonly constantOf: (name: string) => Tensor | undefined;
  /** @returns undefined where nothing tells */
  readonly dtypeOf: (name: string) => DType | undefined;
  readonly rankOf: (name: string) => number | undefined;
  /** The error to throw for a node that no later opset can express. */
  readonly refuse: (reason: string) => IngotError;
}

export interface Conversion {
  readonly ops: readonly string[];
  /** The opset whose definition differs from the one before. */
  readonly to: number;
  readonly convert: (context: ConversionContext) => readonly Node[];
}

/** Types a conversion and nothing else. */
export function defineConversion(conversion: Conversion): Conversion {
  return conversion;
}

/** The node with other inputs, and without some of its attributes. */
export function changed(
  node: Node,
  {
    inputs = node.inputs,
    without = [],
    attributes = {},
  }: {readonly inputs?: readonly string[]; readonly without?: readonly string[]; readonly attributes?: Attributes},
): Node {
  const kept = Object.entries(node.attributes).filter(([name]) => !without.includes(name));
  return {...node, inputs: trimmed(inputs), attributes: {...Object.fromEntries(kept), ...attributes}};
}

function trimmed(names: readonly string[]): readonly string[] {
  const last = names.findLastIndex((name) => name !== '');
  return names.slice(0, last + 1);
}

export function intsOf(node: Node, name: string): readonly (number | bigint)[] | undefined {
  const attribute = node.attributes[name];
  return attribute?.type === 'ints' ? attribute.value : undefined;
}

export function intOf(node: Node, name: string): number | undefined {
  const attribute = node.attributes[name];
  return attribute?.type === 'int' ? Number(attribute.value) : undefined;
}

export function floatOf(node: Node, name: string): number | undefined {
  const attribute = node.attributes[name];
  return attribute?.type === 'float' ? attribute.value : undefined;
}

export function stringOf(node: Node, name: string): string | undefined {
  const attribute = node.attributes[name];
  return attribute?.type === 'string' ? attribute.value : undefined;
}

export const int = (value: number): Attribute => ({type: 'int', value});
export const text = (value: string): Attribute => ({type: 'string', value});

/** A node of the standard domain without a name. */
export function plainNode(
  opType: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Attributes = {},
): Node {
  return {opType, domain: '', name: '', inputs, outputs, attributes};
}

/**
 * A float scalar of the type of another value, where a parameter that was an attribute is an input now.
 *
 * @returns its name, and the nodes that make it
 */
export function scalarLike(
  {constant, fresh, dtypeOf, refuse}: ConversionContext,
  like: string,
  {base, value}: {readonly base: string; readonly value: number},
): {readonly name: string; readonly nodes: readonly Node[]} {
  const dtype = dtypeOf(like);
  if (dtype === undefined) throw refuse(`nothing tells the type of '${like}'`);
  if (dtype === 'float64') return {name: constant(base, {dtype, dims: [], data: Float64Array.of(value)}), nodes: []};
  const single = constant(base, {dtype: 'float32', dims: [], data: Float32Array.of(value)});
  if (dtype === 'float32') return {name: single, nodes: []};
  const name = fresh(base);
  return {name, nodes: [plainNode('Cast', [single], [name], {to: int(dtypeInfo(dtype).code)})]};
}
