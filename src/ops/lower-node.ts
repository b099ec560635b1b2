// Writes a node with other ops, where its op declares how: for training graphs, which stay at opset 18, and for the
// gradient of ops that have no rule of their own.
import {invariant} from '../core/index.js';
import type {Node} from '../onnx/index.js';
import type {OpDefinition, Value} from './define.js';
import {opError} from './errors.js';
import {opKey} from './infer.js';
import type {OpGraph} from './op-graph.js';

/**
 * @param node - its inputs are values of `g`
 * @returns a value for each output of the node
 * @throws IngotError `OP_UNSUPPORTED` for a form of the op that cannot be written so
 */
export function lowerNode(g: OpGraph, node: Node, {lower}: OpDefinition): readonly Value[] {
  const values = lower?.({
    g,
    node: {...node, outputCount: node.outputs.length},
    inputs: node.inputs.map((name) => (name === '' ? undefined : g.value(name))),
    constant: (value) => value && g.constantOf(value),
    refuse: (reason) => unsupported(node, reason),
  });
  invariant(values?.length === node.outputs.length, `as many values as outputs for the lowered ${opKey(node)}`);
  return values;
}

/** The error for a form of an op that ingot cannot infer or differentiate. */
export function unsupported(node: Pick<Node, 'opType' | 'domain'> & {readonly name?: string}, reason: string) {
  const where = node.name === undefined || node.name === '' ? '' : ` (node '${node.name}')`;
  return opError('OP_UNSUPPORTED', `Op '${opKey(node)}'${where} is not supported in this form: ${reason}.`, {
    hints: ['Export the model without it, or write that part with standard operators.'],
    data: {op: opKey(node), node: node.name ?? ''},
  });
}
