// The nodes of a graph that multiply by a stored matrix: where adapters go and what a head is made of.
import {namesRead, type Graph, type Node, type Tensor} from '../onnx/index.js';

export interface LinearNode {
  readonly node: Node;
  /** Name of its weight, an initializer. */
  readonly weight: string;
  readonly tensor: Tensor;
  /**
   * How the weight lies: `[inputs, outputs]`, `[outputs, inputs]`, or `[outputs, inputs, …kernel]`, the last that of a
   * convolution of one group.
   */
  readonly form: 'inputs-first' | 'outputs-first' | 'convolution';
  readonly inputs: number;
  readonly outputs: number;
}

/** The Gemm, MatMul and Conv nodes whose second input is a float32 initializer, in the order of the graph. */
export function linearNodes(graph: Graph): LinearNode[] {
  return graph.nodes.flatMap((node) => {
    const weight = node.inputs[1] ?? '';
    const tensor = graph.initializers.get(weight);
    if (node.domain !== '' || tensor?.dtype !== 'float32') return [];
    const form = formOf(node, tensor);
    if (!form) return [];
    const [first = 0, second = 0] = tensor.dims;
    const [inputs, outputs] = form === 'inputs-first' ? [first, second] : [second, first];
    return [{node, weight, tensor, form, inputs, outputs}];
  });
}

function formOf(node: Node, {dims}: Tensor): LinearNode['form'] | undefined {
  if (node.opType === 'MatMul' && dims.length === 2) return 'inputs-first';
  if (node.opType === 'Gemm' && dims.length === 2 && intOf(node, 'transA', 0) === 0)
    return intOf(node, 'transB', 0) === 0 ? 'inputs-first' : 'outputs-first';
  if (node.opType === 'Conv' && dims.length > 2 && intOf(node, 'group', 1) === 1) return 'convolution';
  return undefined;
}

export function intOf({attributes}: Node, name: string, standard: number): number {
  const attribute = attributes[name];
  return attribute?.type === 'int' ? Number(attribute.value) : standard;
}

/** The nodes that read a value, those inside whose subgraphs it is read included. */
export function readersOf(graph: Graph, name: string): Node[] {
  return graph.nodes.filter((node) => namesRead(node).has(name));
}
