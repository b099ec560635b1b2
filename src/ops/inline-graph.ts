// Copies the nodes of one graph into a graph under construction: a network into a training step, a body into a Loop.
import {invariant} from '../core/index.js';
import {renameReads, type Graph, type Node} from '../onnx/index.js';
import type {Value} from './define.js';
import {constantTensor} from './constant.js';
import type {OpDefinition} from './define.js';
import {findOp} from './infer.js';
import {lowerNode} from './lower-node.js';
import type {OpGraph} from './op-graph.js';

export interface InlineOptions {
  /** Put before the names of inner values and nodes; needed when the same graph comes in twice. */
  readonly prefix?: string;
  /** Keep the ops that can be written with others as they are: not for training, whose graphs stay at opset 18. */
  readonly keepsOps?: boolean;
}

/**
 * Adds a copy of a graph's nodes and initializers to `g`.
 *
 * @param bind - a value of `g` for every input of the graph; initializers may be bound as well (weights that become
 *   loop-carried state), and are then not copied
 * @returns the values of `g` the graph's outputs became, by output name
 */
export function inlineGraph(
  g: OpGraph,
  graph: Graph,
  bind: Readonly<Record<string, Value>>,
  options: InlineOptions = {},
): Record<string, Value> {
  const prefix = options.prefix ?? '';
  const bound = new Map<string, Value>(Object.entries(bind));
  for (const {name} of graph.inputs)
    invariant(bound.has(name) || graph.initializers.has(name), `input '${name}' of graph '${graph.name}' is not bound`);
  for (const [name, tensor] of graph.initializers)
    if (!bound.has(name)) bound.set(name, g.initializer(prefix + name, tensor));
  const rename = (name: string): string => bound.get(name)?.name ?? name;
  for (const node of graph.nodes) addNode(g, {node, graph, bound, rename, prefix, keepsOps: options.keepsOps === true});
  return Object.fromEntries(
    graph.outputs.map(({name}) => {
      const value = bound.get(name);
      invariant(value, `output '${name}' of graph '${graph.name}' is not made by it`);
      return [name, value];
    }),
  );
}

interface Copy {
  readonly node: Node;
  readonly graph: Graph;
  readonly bound: Map<string, Value>;
  readonly rename: (name: string) => string;
  readonly prefix: string;
  readonly keepsOps: boolean;
}

function addNode(g: OpGraph, {node, graph, bound, rename, prefix, keepsOps}: Copy): void {
  const outputs = node.outputs.map((name) => (name === '' ? '' : prefix + name));
  if (node.domain === '' && node.opType === 'Constant') {
    const [from, to] = [node.outputs[0], outputs[0]];
    // As an initializer its content is known to inference.
    if (from !== undefined && to !== undefined) bound.set(from, g.initializer(to, constantTensor(node)));
    return;
  }
  const copy: Node = {
    ...renameReads(node, rename),
    name: prefix + node.name,
    outputs,
  };
  const definition = findOp(node);
  const values =
    definition?.lower && !keepsOps
      ? lowered(g, copy, definition)
      : g.node(copy, definition ? undefined : declaredTypes(graph, node));
  for (const [index, name] of node.outputs.entries()) {
    const value = values[index];
    if (name !== '' && value) bound.set(name, value);
  }
}

/** The nodes an op is written with, its outputs under their own names (the runtime takes the Identity out again). */
function lowered(g: OpGraph, node: Node, definition: OpDefinition): Value[] {
  return lowerNode(g, node, definition).map((value, index) => {
    const name = node.outputs[index] ?? '';
    return name === '' ? value : g.identity(value, name);
  });
}

/** For an op without inference: what the graph itself says of its outputs, if it does of all. */
function declaredTypes(graph: Graph, node: Node): Value[] | undefined {
  const known = node.outputs.map(
    (name) => graph.values.get(name) ?? graph.outputs.find((output) => output.name === name),
  );
  return known.every((value) => value !== undefined) ? known : undefined;
}
