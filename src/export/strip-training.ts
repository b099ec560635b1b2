// What only training needs leaves the graph; what the model says about itself, and every tensor its metadata name, stays.
import type {Graph, Model, Node} from '../onnx/index.js';
import type {ModelSignature} from '../prepare/index.js';

export interface Stripped {
  readonly model: Model;
  /** Nodes taken out: Dropout, and what no output needs. */
  readonly removedNodes: number;
  readonly removedInitializers: number;
}

/** Ops that are the identity outside training. */
const TRAINING_ONLY: ReadonlySet<string> = new Set(['Dropout']);

/** Removes dropout, then nodes and initializers that neither an output nor a named tensor needs. */
export function stripTraining(model: Model, signature: ModelSignature): Stripped {
  const {graph} = model;
  const bypassed = bypass(graph);
  const wanted = [
    ...graph.outputs.map(({name}) => name),
    ...Object.values(signature.tensors),
    ...signature.entry,
    signature.logits,
  ];
  const nodes = neededNodes(bypassed, wanted);
  const read = new Set([...wanted, ...nodes.flatMap(valuesRead)]);
  const initializers = new Map([...graph.initializers].filter(([name]) => read.has(name)));
  const known = new Set([
    ...graph.inputs.map(({name}) => name),
    ...initializers.keys(),
    ...nodes.flatMap(({outputs}) => outputs),
  ]);
  const values = new Map([...graph.values].filter(([name]) => known.has(name)));
  return {
    model: {...model, graph: {...graph, nodes, initializers, values}},
    removedNodes: graph.nodes.length - nodes.length,
    removedInitializers: graph.initializers.size - initializers.size,
  };
}

/** Readers of a training-only node read its input instead; one that gives a graph output becomes an Identity. */
function bypass(graph: Graph): Node[] {
  const outputs = new Set(graph.outputs.map(({name}) => name));
  const sources = new Map<string, string>();
  const nodes: Node[] = [];
  for (const original of graph.nodes) {
    const node = {...original, inputs: original.inputs.map((name) => sources.get(name) ?? name)};
    const [input = ''] = node.inputs;
    const [output = ''] = node.outputs;
    if (!TRAINING_ONLY.has(node.opType) || node.domain !== '') nodes.push(node);
    else if (outputs.has(output))
      nodes.push({...node, opType: 'Identity', inputs: [input], outputs: [output], attributes: {}});
    else sources.set(output, input);
  }
  return nodes;
}

function neededNodes(nodes: readonly Node[], wanted: readonly string[]): Node[] {
  const needed = new Set(wanted);
  const kept = [...nodes].reverse().filter((node) => {
    if (!node.outputs.some((name) => needed.has(name))) return false;
    for (const name of valuesRead(node)) needed.add(name);
    return true;
  });
  return kept.reverse();
}

/** Names a node reads, those its subgraphs take from outside included. */
function valuesRead(node: Node): string[] {
  const inner = Object.values(node.attributes).flatMap((attribute) =>
    attribute.type === 'graph' ? [attribute.value] : attribute.type === 'graphs' ? attribute.value : [],
  );
  return [
    ...node.inputs,
    ...inner.flatMap((graph) => [...graph.outputs.map(({name}) => name), ...graph.nodes.flatMap(valuesRead)]),
  ];
}
