// Names and their order: what each node reads must be there before it, once.
import {nearest} from '../../core/index.js';
import {innerGraphs, namesRead} from '../free-names.js';
import {sparseInitializers} from '../sparse.js';
import type {Graph, Model, Node} from '../types.js';
import {placeOf, problemsOf, titleOf, type Found, type Place} from './problem.js';

/** What a sequence of nodes stands in. */
interface Body {
  readonly place: Place;
  readonly nodes: readonly Node[];
  readonly inputs: readonly string[];
  readonly initializers: readonly string[];
  readonly outputs: readonly string[];
}

/** The names of a graph and of those inside it. */
export function checkGraphNames(graph: Graph, opsets: Model['opsets'], found: Found): void {
  checkBody(bodyOf(graph), new Set(), opsets, found);
}

function bodyOf(graph: Graph): Body {
  return {
    place: placeOf(graph),
    nodes: graph.nodes,
    inputs: graph.inputs.map(({name}) => name),
    initializers: [...graph.initializers.keys(), ...sparseInitializers(graph).map(({name}) => name)],
    outputs: graph.outputs.map(({name}) => name),
  };
}

/** @param outside - the names of the graphs around it */
export function checkBody(body: Body, outside: ReadonlySet<string>, opsets: Model['opsets'], found: Found): void {
  const report = problemsOf(body.place, found);
  const known = new Set(outside);
  const own = new Set<string>();
  const define = (name: string, where: string): void => {
    if (own.has(name)) report(`${where} defines '${name}' a second time`, {tensor: name});
    // ONNX allows no shadowing: a name inside a subgraph must differ from those around it.
    else if (outside.has(name)) report(`${where} defines '${name}' again inside a subgraph`, {tensor: name});
    own.add(name);
    known.add(name);
  };
  for (const name of body.inputs) define(name, 'an input');
  // Old models list each initializer among the inputs as well.
  for (const name of body.initializers) if (!own.has(name)) define(name, 'an initializer');
  const nodeNames = new Set<string>();
  for (const node of body.nodes) {
    if (node.name !== '' && nodeNames.has(node.name))
      report(`two nodes are named '${node.name}'`, {level: 'warning', node: node.name});
    nodeNames.add(node.name);
    if (opsets[node.domain] === undefined)
      report(`${titleOf(node)} is of domain '${node.domain}', of which the model imports no opset`, {node: node.name});
    for (const name of namesRead(node)) if (!known.has(name)) reportUnknown(body, node, name, known, found);
    for (const inner of innerGraphs(node)) checkBody(bodyOf(inner), known, opsets, found);
    for (const name of node.outputs) if (name !== '') define(name, titleOf(node));
  }
  for (const name of body.outputs) if (!known.has(name)) report(`nothing computes output '${name}'`, {tensor: name});
}

function reportUnknown(body: Body, node: Node, name: string, known: ReadonlySet<string>, found: Found): void {
  const report = problemsOf(body.place, found);
  const details = {node: node.name, tensor: name};
  const maker = body.nodes.find(({outputs}) => outputs.includes(name));
  if (!maker) {
    const near = nearest(name, [...known]);
    report(`${titleOf(node)} reads '${name}', which nothing computes`, {
      ...details,
      ...(near === undefined ? {} : {hints: [`Did you mean '${near}'?`]}),
    });
  } else if (maker === node) report(`${titleOf(node)} reads its own result '${name}': a circle`, details);
  else if (reaches(body.nodes, node, maker))
    report(`${titleOf(node)} and ${titleOf(maker)} need each other's results ('${name}'): a circle`, details);
  else report(`${titleOf(node)} reads '${name}' before ${titleOf(maker)} computes it: nodes must be in order`, details);
}

/** Whether the results of `from` lead to `to`. */
function reaches(nodes: readonly Node[], from: Node, to: Node): boolean {
  const readers = new Map<string, Node[]>();
  for (const node of nodes)
    for (const name of namesRead(node)) {
      const known = readers.get(name);
      if (known) known.push(node);
      else readers.set(name, [node]);
    }
  const seen = new Set<Node>();
  const pending = [from];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node === to) return true;
    if (seen.has(node)) continue;
    seen.add(node);
    pending.push(...node.outputs.flatMap((name) => readers.get(name) ?? []));
  }
  return false;
}
