// The rules of ONNX that a graph can break without being unreadable. ONNX Runtime would refuse such a model too, but
// late, and without saying which of our names is at fault.
import {fromBinary} from '@bufbuild/protobuf';
import {nearest} from '../core/index.js';
import {GraphProtoSchema} from './generated/onnx_pb.js';
import {onnxError} from './errors.js';
import {innerGraphs, namesRead} from './free-names.js';
import type {Graph, Model, Node} from './types.js';

/**
 * @throws IngotError `MODEL_INVALID` naming the node or value: an input nobody computes, a name given twice, nodes out
 * of order or in a circle, a domain without an opset, an output nobody computes
 */
export function checkModel(model: Model): void {
  if (model.opsets[''] === undefined && usesDomain(model.graph, ''))
    throw invalid(model.graph, 'expected an opset version of the standard domain, but the model imports none');
  checkGraph(model.graph, new Set(), model.opsets);
}

function usesDomain(graph: Graph, domain: string): boolean {
  return graph.nodes.some(
    (node) => node.domain === domain || innerGraphs(node).some((inner) => usesDomain(inner, domain)),
  );
}

function checkGraph(graph: Graph, outside: ReadonlySet<string>, opsets: Model['opsets']): void {
  const known = new Set(outside);
  const own = new Set<string>();
  const define = (name: string, where: string): void => {
    if (own.has(name)) throw invalid(graph, `${where} defines '${name}' a second time`, {tensor: name});
    // ONNX allows no shadowing: a name inside a subgraph must differ from those around it.
    if (outside.has(name)) throw invalid(graph, `${where} defines '${name}' again inside a subgraph`, {tensor: name});
    own.add(name);
    known.add(name);
  };
  for (const {name} of graph.inputs) define(name, 'an input');
  // Old models list each initializer among the inputs as well.
  for (const name of [...graph.initializers.keys(), ...sparseNames(graph)])
    if (!own.has(name)) define(name, 'an initializer');
  const nodeNames = new Set<string>();
  for (const node of graph.nodes) {
    if (node.name !== '' && nodeNames.has(node.name))
      throw invalid(graph, `two nodes are named '${node.name}'`, {node: node.name});
    nodeNames.add(node.name);
    checkNode(graph, node, known, opsets);
    for (const name of node.outputs) if (name !== '') define(name, titleOf(node));
  }
  for (const {name} of graph.outputs)
    if (!known.has(name)) throw invalid(graph, `nothing computes output '${name}'`, {tensor: name});
}

function checkNode(graph: Graph, node: Node, known: ReadonlySet<string>, opsets: Model['opsets']): void {
  if (opsets[node.domain] === undefined)
    throw invalid(graph, `${titleOf(node)} is of domain '${node.domain}', of which the model imports no opset`, {
      node: node.name,
    });
  for (const name of namesRead(node)) if (!known.has(name)) throw unknownInput(graph, node, name, known);
  for (const inner of innerGraphs(node)) checkGraph(inner, known, opsets);
}

function unknownInput(graph: Graph, node: Node, name: string, known: ReadonlySet<string>): Error {
  const maker = graph.nodes.find(({outputs}) => outputs.includes(name));
  const details = {node: node.name, tensor: name};
  if (!maker) {
    const near = nearest(name, [...known]);
    return onnxError(
      'MODEL_INVALID',
      `Graph '${graph.name}': ${titleOf(node)} reads '${name}', which nothing computes.`,
      {
        hints: near === undefined ? [] : [`Did you mean '${near}'?`],
        data: details,
      },
    );
  }
  const isCycle = reaches(graph, node, maker);
  return invalid(
    graph,
    isCycle
      ? `${titleOf(node)} and ${titleOf(maker)} need each other's results ('${name}'): a circle`
      : `${titleOf(node)} reads '${name}' before ${titleOf(maker)} computes it: nodes must be in order`,
    details,
  );
}

/** Whether the results of `from` lead to `to`. */
function reaches(graph: Graph, from: Node, to: Node): boolean {
  const seen = new Set<Node>();
  const pending = [from];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node === to) return true;
    if (seen.has(node)) continue;
    seen.add(node);
    const made = new Set(node.outputs);
    pending.push(...graph.nodes.filter((other) => [...namesRead(other)].some((name) => made.has(name))));
  }
  return false;
}

/** Sparse initializers are not interpreted, but their names count. */
function sparseNames({rest}: Graph): readonly string[] {
  if (!rest) return [];
  return fromBinary(GraphProtoSchema, rest).sparseInitializer.flatMap(({values}) => (values ? [values.name] : []));
}

function titleOf(node: Node): string {
  return node.name === ''
    ? `a node without a name (${node.opType} → ${node.outputs.join(', ')})`
    : `node '${node.name}' (${node.opType})`;
}

function invalid(graph: Graph, what: string, data: Readonly<Record<string, unknown>> = {}): Error {
  return onnxError('MODEL_INVALID', `Graph '${graph.name}': ${what}.`, {data});
}
