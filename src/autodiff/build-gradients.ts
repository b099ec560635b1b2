// Reverse-mode automatic differentiation on graphs: walks the nodes backwards and lets each op's rule add its part.
// The engine accumulates, sums broadcast gradients back and checks arity; it knows no op by name.
import {invariant} from '../core/index.js';
import {freeNames, innerGraphs, type Node, type Value} from '../onnx/index.js';
import {findOp, hasGradient, isFloat, lowerNode, opKey, ops, zerosLike} from '../ops/index.js';
import type {OpDefinition, OpGraph} from '../ops/index.js';
import {autodiffError} from './errors.js';
import {unbroadcast} from './unbroadcast.js';

export interface GradientOptions {
  /** The gradient of the loss by `loss`, where that is known in closed form: `loss` may then be any float value. */
  readonly seed?: Value;
}

/**
 * Appends the backward pass to a graph.
 *
 * Only what `wrt` needs is added. A value used several times gets the sum of its gradients. Gradients end at integer
 * and boolean values, and where an op declares none for an input; a `wrt` the loss does not reach gets zeros.
 *
 * @param g - holds the forward graph; the backward pass is added to it
 * @param loss - a float value of one element (of any shape with a `seed`)
 * @param wrt - float values of `g`: parameters, or anything between them and the loss
 * @returns the gradient of the loss by each of `wrt`, of its dtype and shape
 * @throws IngotError `LOSS_NOT_SCALAR`; `OP_NOT_DIFFERENTIABLE` naming the node, when one without a gradient lies
 *   between `wrt` and the loss
 * @see Baydin et al., Automatic Differentiation in Machine Learning: a Survey (2018), §3.2
 */
export function buildGradients(g: OpGraph, loss: Value, wrt: readonly Value[], {seed}: GradientOptions = {}): Value[] {
  if (!seed && !isScalar(loss))
    throw autodiffError(
      'LOSS_NOT_SCALAR',
      `The loss '${loss.name}' must be a float value of one element, but is ${loss.dtype} [${loss.shape?.join(', ') ?? '…'}].`,
      {hints: ['Reduce it to its mean first.']},
    );
  const {nodes} = g.build();
  const active = activeValues(g, nodes, wrt);
  const gradients = new Map<string, Value>();
  if (active.has(loss.name))
    gradients.set(
      loss.name,
      seed ??
        g.numbers(
          [1],
          loss.dtype,
          (loss.shape ?? []).map(() => 1),
        ),
    );
  reverse(g, nodes, {active, gradients});
  return wrt.map((value) => gradients.get(value.name) ?? zerosLike(g, value));
}

const isScalar = ({dtype, shape}: Value): boolean => isFloat(dtype) && shape?.every((dim) => dim === 1) === true;

/** Names of the float values that depend on `wrt` through float values. */
function activeValues(g: OpGraph, nodes: readonly Node[], wrt: readonly Value[]): Set<string> {
  const active = new Set(wrt.filter(({dtype}) => isFloat(dtype)).map(({name}) => name));
  spread(g, nodes, active);
  return active;
}

function spread(g: OpGraph, nodes: readonly Node[], active: Set<string>): void {
  for (const node of nodes) {
    if (!dependsOn(node, active)) continue;
    for (const name of node.outputs) if (name !== '' && isFloat(g.value(name).dtype)) active.add(name);
  }
}

/** Subgraphs read values around them without naming them as inputs: an If, for one, must not seem to be constant. */
function dependsOn(node: Node, active: ReadonlySet<string>): boolean {
  if (node.inputs.some((name) => active.has(name))) return true;
  return innerGraphs(node).some((graph) => [...freeNames(graph)].some((name) => active.has(name)));
}

interface Pass {
  readonly active: Set<string>;
  readonly gradients: Map<string, Value>;
}

function reverse(g: OpGraph, nodes: readonly Node[], pass: Pass): void {
  const {active, gradients} = pass;
  for (const node of nodes.toReversed()) {
    const isBetween = node.outputs.some((name) => gradients.has(name)) && dependsOn(node, active);
    if (isBetween) backThrough(g, node, pass);
  }
}

/** An op without a rule of its own, but written with others: these are added again and differentiated. */
function backThroughLowered(g: OpGraph, node: Node, definition: OpDefinition, pass: Pass): void {
  const count = g.build().nodes.length;
  const values = lowerNode(g, node, definition);
  const added = g.build().nodes.slice(count);
  spread(g, added, pass.active);
  for (const [index, value] of values.entries()) {
    const gradient = pass.gradients.get(node.outputs[index] ?? '');
    if (gradient) accumulate(g, pass.gradients, value, gradient);
  }
  reverse(g, added, pass);
}

function accumulate(g: OpGraph, gradients: Map<string, Value>, value: Value, part: Value): void {
  const sum = gradients.get(value.name);
  gradients.set(value.name, sum ? {...g.add(sum, part), shape: value.shape} : part);
}

function backThrough(g: OpGraph, node: Node, pass: Pass): void {
  const {active, gradients} = pass;
  const refuse = (reason: string) => notDifferentiable(node, reason);
  const definition = findOp(node);
  if (definition?.lower && !definition.vjp) {
    backThroughLowered(g, node, definition, pass);
    return;
  }
  if (!definition?.vjp) throw refuse(definition ? 'it has no gradient' : 'the op is unknown');
  const inputs = node.inputs.map((name) => (name === '' ? undefined : g.value(name)));
  const results = definition.vjp({
    g,
    node: {...node, outputCount: node.outputs.length},
    inputs,
    outputs: node.outputs.map((name) => (name === '' ? absent(g, node) : g.value(name))),
    outputGradients: node.outputs.map((name) => gradients.get(name)),
    wants: (index) => active.has(node.inputs[index] ?? ''),
    constant: (value) => value && g.constantOf(value),
    content: (value) => value && g.contentOf(value),
    refuse,
  });
  invariant(
    results.length === inputs.length,
    `the gradient rule of ${opKey(node)} gave ${String(results.length)} gradients for ${String(inputs.length)} inputs`,
  );
  for (const [index, input] of inputs.entries()) {
    const gradient = results[index];
    if (!input || !gradient || !active.has(input.name)) continue;
    invariant(
      gradient.dtype === input.dtype,
      `the gradient rule of ${opKey(node)} gave ${gradient.dtype} for ${input.dtype}`,
    );
    accumulate(g, gradients, input, unbroadcast(g, gradient, input));
  }
}

/** Stands for an optional output that was left out. */
function absent(g: OpGraph, node: Node): Value {
  const first = g.value(node.outputs.find((name) => name !== '') ?? '');
  return {...first, name: ''};
}

function notDifferentiable(node: Node, reason: string) {
  const differentiable = ops.values().filter(hasGradient);
  return autodiffError(
    'OP_NOT_DIFFERENTIABLE',
    `No gradient for op '${opKey(node)}' (node '${node.name}'): ${reason}.`,
    {
      hints: [
        `Ops with gradients: ${differentiable.map(({name}) => name).join(', ')}.`,
        'Freeze the parameters before it: what no gradient is asked for is not differentiated.',
      ],
      data: {node: node.name, op: opKey(node)},
    },
  );
}
