// Attribute readers: the value where it is there and of the right kind, the standard's default otherwise.
import {opError} from '../errors.js';
import type {NodeSpec, Tensor} from '../define.js';
import type {Attribute, Graph} from '../../onnx/index.js';

type Values = {readonly [Kind in Attribute as Kind['type']]: Kind['value']};

type WithAttributes = Pick<NodeSpec, 'attributes' | 'opType'>;

function read<T extends keyof Values>(node: WithAttributes, name: string, type: T): Values[T] | undefined {
  const attribute = node.attributes[name];
  if (attribute === undefined) return undefined;
  if (attribute.type === type) return attribute.value as Values[T];
  throw opError(
    'OP_INVALID',
    `Attribute '${name}' of ${node.opType} should be of kind ${type}, but is ${attribute.type}.`,
  );
}

export function intAttribute(node: NodeSpec, name: string, fallback: number): number {
  return Number(read(node, name, 'int') ?? fallback);
}

export function intsAttribute(node: NodeSpec, name: string): number[] | undefined {
  return read(node, name, 'ints')?.map(Number);
}

export function floatAttribute(node: NodeSpec, name: string, fallback: number): number {
  return read(node, name, 'float') ?? fallback;
}

export function stringAttribute(node: NodeSpec, name: string, fallback: string): string {
  return read(node, name, 'string') ?? fallback;
}

export function tensorAttribute(node: NodeSpec, name: string): Tensor | undefined {
  return read(node, name, 'tensor');
}

/** @throws IngotError `OP_INVALID` when the node has no such graph */
export function graphAttribute(node: WithAttributes, name: string): Graph {
  const graph = read(node, name, 'graph');
  if (graph) return graph;
  throw opError('OP_INVALID', `${node.opType} needs a graph in its attribute '${name}'.`);
}
