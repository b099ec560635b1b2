// What an optimizer may know of a parameter, from the graph that uses it.
import {invariant} from '../core/index.js';
import type {Graph, Node} from '../onnx/index.js';
import {findOp} from '../ops/index.js';
import type {ParameterForm} from './define.js';

/** Sizes and use of an initializer of a network. */
export function parameterForm(network: Graph, name: string): ParameterForm {
  const tensor = network.initializers.get(name);
  invariant(tensor, `an initializer '${name}'`);
  const users = network.nodes.filter(({inputs}) => inputs.includes(name));
  const isTransposed = (node: Node): boolean => node.inputs[1] === name && hasFlag(node, 'transB');
  return {
    dims: tensor.dims,
    outputAxis: tensor.dims.length === 2 && !users.some(isTransposed) ? 1 : 0,
    isTable: users.some((node) => (findOp(node)?.tableInputs ?? []).some((index) => node.inputs[index] === name)),
  };
}

function hasFlag({attributes}: Node, name: string): boolean {
  const {[name]: attribute} = attributes;
  return attribute?.type === 'int' && Number(attribute.value) !== 0;
}
