// Shape and dtype inference of any node, by the registry. GraphBuilder is given this function, so that the layer
// below knows no op. (The registry in index.ts and this file import each other; nothing is read at load time.)
import type {Infer, NodeSpec} from '../onnx/index.js';
import type {InferContext, OpDefinition} from './define.js';
import {opError} from './errors.js';
import {ops} from './index.js';
import {foldElementwise} from './support/content.js';

/** The key of an op in the registry. */
export function opKey(node: Pick<NodeSpec, 'domain' | 'opType'>): string {
  return node.domain === '' || node.domain === 'ai.onnx' ? node.opType : `${node.domain}:${node.opType}`;
}

/** The definition of a node's op; undefined for an op ingot does not know. */
export function findOp(node: Pick<NodeSpec, 'domain' | 'opType'>): OpDefinition | undefined {
  return ops.find(opKey(node));
}

/**
 * Dtype and shape of each output of a node, and elements known at build time.
 *
 * @throws IngotError `OP_UNKNOWN`, or what the op's own rule throws on inputs it cannot take
 */
export const inferNode: Infer = (node, inputs, known) => {
  const definition = findOp(node);
  if (!definition)
    throw opError(
      'OP_UNKNOWN',
      `No shape inference for op '${opKey(node)}' (inputs ${inputs.map((value) => value?.name ?? '-').join(', ')}).`,
      {
        hints: [`Known ops: ${ops.names().join(', ')}.`],
      },
    );
  const context: InferContext = {
    node,
    inputs,
    constant: (value) => value && known.constantOf(value),
    content: (value) => value && known.contentOf(value),
    find: known.find,
  };
  const types = definition.infer(context);
  const [first] = types;
  const content = definition.fold && first && foldElementwise(definition.fold, context, first);
  return content ? [{...first, content}, ...types.slice(1)] : types;
};
