// Gradient checkpointing: of the values of the forward pass only some are kept, the cuts; what lies between two of them is
// computed again when the backward pass comes there. Memory of about the square root of the depth, for one more
// forward pass.
//
// The second computation must neither be merged with the first nor begin before the backward pass has arrived, the
// gradients of the parameters included: the runtime likes to leave those to the end, and would keep all values for them.
// Both follow from one node: its input goes through Slice(cut, 0, at least its rows), which takes all of it and changes no
// bit, but whose end is read off those gradients. (Of a Reshape to a shape read off them the runtime makes one to [-1, …],
// which waits for nothing.)
//
// @see Chen et al., "Training deep nets with sublinear memory cost" (2016)
import {buildGradients} from '../autodiff/index.js';
import {invariant} from '../core/index.js';
import {extractSubgraph, type Graph, type Node, type Value} from '../onnx/index.js';
import {inlineGraph, isFloat, type OpGraph} from '../ops/index.js';
import type {ProgramPlan} from './program-plan.js';

/** A part of a network: from one cut to the next. */
export interface Segment {
  /** The cut it begins with; absent for the first, which begins with the entry tensors. */
  readonly from: string | undefined;
  readonly to: string;
  /** From all it reads (cut, entry tensors, parameters, integers made before) to the next cut. */
  readonly graph: Graph;
}

/**
 * Divides a network where a single value connects what is before with what is after, into about √n parts of n such
 * places, of about equal numbers per row.
 *
 * @param bound - initializers that are values of the step: parameters and statistics
 * @returns the segments in order; one alone where there is nothing to gain
 */
export function planSegments(network: Graph, logits: string, bound: readonly string[]): Segment[] {
  const cuts = findCuts(network, logits);
  const chosen = chooseCuts(network, cuts);
  const produced = new Map(network.nodes.flatMap((node, index) => node.outputs.map((name) => [name, index] as const)));
  return [...chosen, logits].map((to, index, ends) => {
    const from = index === 0 ? undefined : ends[index - 1];
    return {from, to, graph: segmentGraph(network, {from, to, bound, produced})};
  });
}

/** Values of which everything after them is computed, beside inputs, weights and integers: in order. */
function findCuts(network: Graph, logits: string): string[] {
  const lastUse = new Map<string, number>();
  for (const [index, node] of network.nodes.entries()) for (const name of node.inputs) lastUse.set(name, index);
  lastUse.set(logits, network.nodes.length);
  const live = new Set<string>();
  const cuts: string[] = [];
  for (const [index, node] of network.nodes.entries()) {
    for (const name of node.outputs)
      if ((lastUse.get(name) ?? -1) > index && isFloat(network.values.get(name)?.dtype ?? 'float32')) live.add(name);
    for (const name of node.inputs) if (lastUse.get(name) === index) live.delete(name);
    const [only] = live;
    if (live.size === 1 && only !== undefined && only !== logits && cuts.at(-1) !== only) cuts.push(only);
  }
  return cuts;
}

function chooseCuts(network: Graph, cuts: readonly string[]): string[] {
  const wanted = Math.round(Math.sqrt(cuts.length + 1));
  if (wanted < 2) return [];
  const sizes = network.nodes.flatMap(({outputs}) => outputs.map((name) => [name, rowSize(network, name)] as const));
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  const chosen: string[] = [];
  let sum = 0;
  for (const [name, size] of sizes) {
    sum += size;
    if (chosen.length < wanted - 1 && cuts.includes(name) && sum >= ((chosen.length + 1) * total) / wanted)
      chosen.push(name);
  }
  return chosen;
}

function rowSize(network: Graph, name: string): number {
  const dims = network.values.get(name)?.shape?.slice(1) ?? [];
  return dims.reduce<number>((product, dim) => product * (typeof dim === 'number' ? dim : 1), 1);
}

interface Ends {
  readonly from: string | undefined;
  readonly to: string;
  readonly bound: readonly string[];
  readonly produced: ReadonlyMap<string, number>;
}

function segmentGraph(network: Graph, {from, to, bound, produced}: Ends): Graph {
  const begin = from === undefined ? -1 : (produced.get(from) ?? -1);
  const isBefore = (name: string): boolean => (produced.get(name) ?? Infinity) <= begin;
  const outside = new Set([...network.inputs.map(({name}) => name), ...bound]);
  const within = network.nodes.filter((_, index) => index > begin && index <= (produced.get(to) ?? -1));
  const read = new Set(within.flatMap(({inputs}: Node) => inputs).filter((name) => name !== ''));
  const names = [...read].filter((name) => outside.has(name) || isBefore(name));
  return extractSubgraph(network, names, [to]);
}

/**
 * The gradients of the parameters, segment by segment from the last; all but the last are computed again. The forward
 * pass is in `g` already, under the names of the network.
 *
 * @param seed - the gradient at the logits
 * @param inputs - entry tensors and initializers that are values of the step, by the names of the network
 * @returns one a parameter of the plan
 */
export function gradientsBySegments(
  g: OpGraph,
  plan: ProgramPlan,
  {seed, inputs}: {readonly seed: Value; readonly inputs: Readonly<Record<string, Value>>},
): Value[] {
  const segments = planSegments(
    plan.network,
    plan.logits,
    [...plan.parameters, ...plan.statistics].map(({name}) => name),
  );
  const sums = new Map<string, Value>();
  let gradient = seed;
  // What the segment after gives its parameters: where the second computation begins, that is done.
  let after: readonly Value[] = [];
  for (const [at, segment] of [...segments.entries()].reverse()) {
    const {from, graph, to} = segment;
    const known = (name: string): Value => inputs[name] ?? g.value(name);
    const bind = Object.fromEntries(graph.inputs.map(({name}) => [name, known(name)]));
    const names = plan.parameters.map(({name}) => name).filter((name) => name in bind);
    // Aliases: a parameter that an earlier segment uses too must not lead the backward pass out of this one.
    for (const name of names) bind[name] = g.identity(known(name));
    if (from !== undefined)
      bind[from] = at === segments.length - 1 ? g.identity(known(from)) : later(g, known(from), {gradient, after});
    else if (segments.length > 1)
      for (const {name} of plan.entries) if (bind[name]) bind[name] = later(g, known(name), {gradient, after});
    const {[to]: end} = inlineGraph(g, graph, bind, {prefix: `again_${String(at)}/`});
    invariant(end, `the segment gives '${to}'`);
    const wrt = [...names, ...(from === undefined ? [] : [from])]
      .map((name) => bind[name])
      .filter((value) => value !== undefined);
    const found = buildGradients(g, end, wrt, {seed: gradient});
    for (const [index, name] of names.entries()) {
      const [part, sum] = [found[index], sums.get(name)];
      if (part) sums.set(name, sum ? g.add(sum, part) : part);
    }
    after = found.slice(0, names.length);
    const next = from === undefined ? undefined : found.at(-1);
    if (next) gradient = next;
  }
  return plan.parameters.map(({name}) => {
    const sum = sums.get(name);
    invariant(sum, `a gradient for '${name}'`);
    return sum;
  });
}

/** `value`, but not before `gradient` and the gradients of the parameters after it are there. */
function later(
  g: OpGraph,
  value: Value,
  {gradient, after}: {readonly gradient: Value; readonly after: readonly Value[]},
): Value {
  const end = g.op('Max', [g.shapeOf(value, 0, 1), g.shapeOf(gradient, 0, 1)]);
  const done = after.reduce((sum, each) => g.add(sum, nothingOf(g, each)), end);
  const same = g.op('Slice', [value, g.ints([0]), done, g.ints([0])]);
  return g.outer({...same, shape: value.shape});
}

/** int64 [1], 0: read off one number, whatever it is, because sizes of weights are known before any is computed. */
function nothingOf(g: OpGraph, value: Value): Value {
  const first = g.op('Slice', [g.reshape(value, [-1]), g.ints([0]), g.ints([1]), g.ints([0])]);
  return g.mul(g.cast(first, 'int64'), g.ints([0]));
}
