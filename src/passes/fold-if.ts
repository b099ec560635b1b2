import {freshNames, renameReads, type Graph, type Node, type Tensor} from '../onnx/index.js';
import {branchOf, inferGraph} from '../ops/index.js';
import {definePass} from './define.js';

/** An If whose condition is known gives way to the nodes of its branch, so that gradients pass and shapes are known. */
export const foldIf = definePass({
  name: 'fold-if',
  summary: 'Puts the branch taken in the place of an If whose condition is known.',
  purposes: ['training', 'export'],
  run: (graph, {variables}) => {
    if (!graph.nodes.some(isIf)) return graph;
    const types = inferGraph(graph, {isTolerant: true, variables});
    const fresh = freshNames(graph);
    const initializers = new Map(graph.initializers);
    const nodes = graph.nodes.flatMap((node): readonly Node[] => {
      const condition = isIf(node) ? types.find(node.inputs[0] ?? '') : undefined;
      const branch = condition && branchOf(node, types.contentOf(condition)?.[0]);
      return branch ? spliced(node, branch, {fresh, initializers}) : [node];
    });
    return nodes.every((node, index) => node === graph.nodes[index]) ? graph : {...graph, nodes, initializers};
  },
});

const isIf = ({opType, domain}: Node): boolean => opType === 'If' && domain === '';

interface Target {
  readonly fresh: (base: string) => string;
  readonly initializers: Map<string, Tensor>;
}

/** The branch's nodes; its inner names are made anew, because the branches of several Ifs may share them. */
function spliced(node: Node, branch: Graph, {fresh, initializers}: Target): readonly Node[] {
  const names = new Map<string, string>();
  for (const [name, tensor] of branch.initializers) {
    names.set(name, fresh(name));
    initializers.set(names.get(name) ?? name, tensor);
  }
  for (const name of branch.nodes.flatMap(({outputs}) => outputs)) if (name !== '') names.set(name, fresh(name));
  const passed: Node[] = [];
  for (const [index, {name}] of branch.outputs.entries()) {
    const output = node.outputs[index] ?? '';
    if (output === '') continue;
    const isMade = branch.nodes.some(({outputs}) => outputs.includes(name));
    const isFirst = branch.outputs.findIndex((other) => other.name === name) === index;
    if (isMade && isFirst) names.set(name, output);
    else
      passed.push({
        opType: 'Identity',
        domain: '',
        name: fresh(`${output}/identity`),
        inputs: [names.get(name) ?? name],
        outputs: [output],
        attributes: {},
      });
  }
  const rename = (name: string): string => names.get(name) ?? name;
  const inner = branch.nodes.map((each) => ({
    ...renameReads(each, rename),
    name: each.name === '' ? '' : fresh(each.name),
    outputs: each.outputs.map(rename),
  }));
  return [...inner, ...passed];
}
