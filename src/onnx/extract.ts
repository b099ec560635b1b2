// A part of a graph as a graph of its own.
import {nearest} from '../core/index.js';
import {onnxError} from './errors.js';
import {namesRead} from './free-names.js';
import type {Graph, Value} from './types.js';

/**
 * The nodes that compute `outputNames` from `inputNames`, as a graph; initializers they use come along, and the
 * values at the cut become its inputs and outputs. Nodes before the inputs and beside the way are left out.
 *
 * @throws IngotError `MODEL_UNREACHABLE` when a name is not in the graph, when an output needs another input, or
 * when the type of a value at the cut is unknown
 */
export function extractSubgraph(graph: Graph, inputNames: readonly string[], outputNames: readonly string[]): Graph {
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const given = new Set(inputNames);
  const needed = new Set<string>();
  const kept = new Set<(typeof graph.nodes)[number]>();
  const pending = [...outputNames];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    if (given.has(name) || graph.initializers.has(name)) continue;
    const node = producers.get(name);
    if (!node) throw unreachable(graph, name, inputNames);
    kept.add(node);
    pending.push(...namesRead(node));
  }
  const inputs = inputNames.map((name) => cutValue(graph, name));
  const outputs = outputNames.map((name) => cutValue(graph, name));
  const nodes = graph.nodes.filter((node) => kept.has(node));
  const produced = new Set([...needed, ...inputNames, ...nodes.flatMap((node) => node.outputs)]);
  return {
    name: graph.name,
    inputs,
    outputs,
    nodes,
    initializers: new Map([...graph.initializers].filter(([name]) => needed.has(name) && !given.has(name))),
    values: new Map([...graph.values].filter(([name]) => produced.has(name))),
  };
}

function unreachable(graph: Graph, name: string, inputNames: readonly string[]): Error {
  const isInput = graph.inputs.some((input) => input.name === name);
  const near = nearest(name, [...graph.values.keys()]);
  return onnxError(
    'MODEL_UNREACHABLE',
    isInput
      ? `Graph '${graph.name}': the wanted outputs need input '${name}', but only ${list(inputNames)} is given.`
      : `Graph '${graph.name}': expected a tensor '${name}', but nothing computes it.`,
    {hints: isInput || near === undefined ? [] : [`Did you mean '${near}'?`], data: {tensor: name}},
  );
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.map((name) => `'${name}'`).join(', ');
}

function cutValue(graph: Graph, name: string): Value {
  const value = graph.values.get(name) ?? [...graph.inputs, ...graph.outputs].find((known) => known.name === name);
  if (value) return value;
  const tensor = graph.initializers.get(name);
  if (tensor) return {name, dtype: tensor.dtype, shape: tensor.dims};
  throw onnxError(
    'MODEL_UNREACHABLE',
    `Graph '${graph.name}': expected a tensor '${name}' of known type, but found none.`,
    {
      data: {tensor: name},
    },
  );
}
