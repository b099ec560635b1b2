// Weights stand as initializers under their own names, and nothing else of float32 does: numbers of formulas get the name
// of a constant, by which training passes them over.
import {namesRead, type Graph, type Node, type Tensor} from '../onnx/index.js';
import {constantTensor} from '../ops/index.js';

/**
 * Every Constant node becomes an initializer, an initializer is no input (as it is in old files), and every node has a name.
 *
 * A scalar is a number of a formula, as is the one number of a Constant node; all other float32 tensors are weights.
 *
 * @param stored - names that were initializers of the file: other tensors of one number are numbers of formulas, too
 */
export function liftWeights(graph: Graph, stored?: ReadonlySet<string>): Graph {
  const initializers = new Map<string, Tensor>();
  const renamed = new Map<string, string>();
  const captured = capturedNames(graph);
  const store = (name: string, tensor: Tensor, isFormula: boolean): void => {
    const isNumber = tensor.dtype === 'float32' && isFormula && !captured.has(name);
    if (isNumber && !/(?:^|[^A-Za-z0-9])const_\d+$/.test(name)) renamed.set(name, `${name}/const_0`);
    initializers.set(renamed.get(name) ?? name, tensor);
  };
  for (const [name, tensor] of graph.initializers)
    store(name, tensor, tensor.dims.length === 0 || (tensor.data.length === 1 && stored?.has(name) === false));
  for (const node of graph.nodes.filter(isConstant)) {
    const tensor = constantTensor(node);
    store(node.outputs[0] ?? '', tensor, tensor.data.length === 1);
  }
  const taken = new Set(graph.nodes.map(({name}) => name));
  const nodes = graph.nodes
    .filter((node) => !isConstant(node))
    .map((node) => ({
      ...node,
      name: node.name === '' ? nameFor(node, taken) : node.name,
      inputs: node.inputs.map((name) => renamed.get(name) ?? name),
    }));
  const outputs = graph.outputs.map((output) => ({...output, name: renamed.get(output.name) ?? output.name}));
  return {
    ...graph,
    initializers,
    nodes,
    outputs,
    inputs: graph.inputs.filter(({name}) => !graph.initializers.has(name)),
  };
}

const isConstant = (node: Node): boolean => node.opType === 'Constant' && node.domain === '';

const WEIGHTED: ReadonlySet<string> = new Set(['BatchNormalization', 'Conv', 'ConvTranspose', 'Gemm', 'MatMul']);

/**
 * Weights that a file fills by ConstantOfShape instead of storing them (the model zoo's light files do), stored: as inputs of
 * a node they are weights like any other.
 */
export function storeFilled(graph: Graph): Graph {
  const read = new Set(graph.nodes.filter(({opType}) => WEIGHTED.has(opType)).flatMap(({inputs}) => inputs.slice(1)));
  const initializers = new Map<string, Tensor>(graph.initializers);
  const nodes = graph.nodes.filter((node) => {
    const [name = ''] = node.outputs;
    const filled = node.opType === 'ConstantOfShape' && read.has(name) ? fill(graph, node) : undefined;
    if (filled) initializers.set(name, filled);
    return filled === undefined;
  });
  return nodes.length === graph.nodes.length ? graph : {...graph, nodes, initializers};
}

function fill({initializers}: Graph, {inputs, attributes: {value}}: Node): Tensor | undefined {
  const sizes = initializers.get(inputs[0] ?? '')?.data;
  if (!(sizes instanceof BigInt64Array) || value?.type !== 'tensor' || value.value.dtype !== 'float32')
    return undefined;
  const dims = Array.from(sizes, Number);
  const number = Number(value.value.data[0]);
  const data = new Float32Array(dims.reduce((product, size) => product * size, 1)).fill(number);
  return {dtype: 'float32', dims, data};
}

/** Names that graphs inside nodes take from outside. */
function capturedNames({nodes}: Graph): ReadonlySet<string> {
  return new Set(nodes.flatMap((node) => [...namesRead(node)].filter((name) => !node.inputs.includes(name))));
}

function nameFor({opType, outputs}: Node, taken: Set<string>): string {
  let name = `${opType}_${outputs[0] ?? ''}`;
  while (taken.has(name)) name += '_';
  taken.add(name);
  return name;
}
