// Runs the passes of a purpose round after round until none finds anything to do.
import {encodeModel, makeModel, type Graph, type Model, type Tensor, type Value} from '../onnx/index.js';
import {inferGraph} from '../ops/index.js';
import {createSession} from '../runtime/index.js';
import type {PassContext, Purpose} from './define.js';
import {passes} from './registry.js';
import {withoutStrayTypes} from './support/prune.js';

export interface OptimizeOptions {
  readonly purpose: Purpose;
  /** Default: those ingot writes. */
  readonly opsets?: Model['opsets'] | undefined;
  /** Values that must keep their names, besides inputs and outputs. */
  readonly keep?: Iterable<string> | undefined;
  /** Initializers that training will change. */
  readonly variables?: Iterable<string> | undefined;
}

/** Each round makes the graph smaller or moves a node down, so that few are needed; this is for a pass gone wrong. */
const MOST_ROUNDS = 50;

/**
 * The graph made smaller: what depends on no input is computed now, what does nothing goes. Outputs are the same bits,
 * but for passes with a `tolerance` (export only). The same graph gives the same result.
 *
 * @throws IngotError what the runtime throws
 */
export async function optimizeGraph(graph: Graph, options: OptimizeOptions): Promise<Graph> {
  const context = contextOf(options);
  const chosen = passes.values().filter(({purposes}) => purposes.includes(options.purpose));
  let current = graph;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const before = current;
    for (const pass of chosen) current = await pass.run(current, context);
    if (current === before) break;
  }
  return current === graph ? graph : withTypes(current, context);
}

export function contextOf({purpose, opsets, keep = [], variables = []}: OptimizeOptions): PassContext {
  return {
    purpose,
    opsets: opsets ?? {},
    keep: new Set(keep),
    variables: new Set(variables),
    evaluate: (graph) => evaluateGraph(graph, opsets),
  };
}

/** On one thread, so that the numbers do not depend on the machine's count of them. */
async function evaluateGraph(graph: Graph, opsets: Model['opsets'] | undefined): Promise<Record<string, Tensor>> {
  const model = makeModel({graph, ...(opsets && {opsets})});
  const session = await createSession(encodeModel(model), {threads: 1, optimize: false});
  try {
    return await session.run({});
  } finally {
    await session.close();
  }
}

/** Types of the values that passes have made, beside those the graph declares. */
function withTypes(graph: Graph, {variables}: PassContext): Graph {
  const types = inferGraph(graph, {isTolerant: true, variables});
  const values = new Map<string, Value>(graph.values);
  const made = [...graph.initializers.keys(), ...graph.nodes.flatMap(({outputs}) => outputs)];
  for (const name of made) {
    const value = name === '' ? undefined : types.find(name);
    if (value) values.set(name, value);
  }
  for (const output of graph.outputs) values.set(output.name, output);
  return withoutStrayTypes({...graph, values});
}
