import {inferGraph, inferNode} from '../ops/index.js';
import type {Graph, Node} from '../onnx/index.js';
import {IngotError} from '../core/index.js';
import {findOp} from '../ops/index.js';
import {definePass, type PassContext} from './define.js';
import {bypassNodes} from './support/bypass.js';

/**
 * Nodes that give their first input as it is: Identity, a Cast to the dtype at hand, a Reshape to the shape at hand, and
 * so on, as each op declares (`isIdentity`).
 */
export const removeIdentities = definePass({
  name: 'remove-identities',
  summary: 'Takes out nodes that give what they are given.',
  purposes: ['training', 'export'],
  run: (graph, context) => {
    const isIdentity = identityTest(graph, context);
    return bypassNodes(graph, context, (node) => (isIdentity(node) ? node.inputs[0] : undefined));
  },
});

function identityTest(graph: Graph, {variables}: PassContext): (node: Node) => boolean {
  if (!graph.nodes.some((node) => findOp(node)?.isIdentity)) return () => false;
  const types = inferGraph(graph, {isTolerant: true, variables});
  return (node) => {
    const definition = findOp(node);
    const inputs = node.inputs.map((name) => (name === '' ? undefined : types.find(name)));
    if (!definition?.isIdentity || !inputs[0]) return false;
    const context = {
      node: {...node, outputCount: node.outputs.length},
      inputs,
      constant: (value: (typeof inputs)[number]) => value && types.constantOf(value),
      content: (value: (typeof inputs)[number]) => value && types.contentOf(value),
      find: types.find,
    };
    try {
      const [output] = inferNode(context.node, inputs, types);
      return output !== undefined && definition.isIdentity(context, output);
    } catch (error) {
      if (error instanceof IngotError) return false; // a node that cannot be typed stays
      throw error;
    }
  };
}
