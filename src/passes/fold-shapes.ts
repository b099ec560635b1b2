import type {Graph, Tensor} from '../onnx/index.js';
import {inferGraph} from '../ops/index.js';
import {definePass} from './define.js';
import {usesOf} from './support/uses.js';

/** Values that inference knows element by element, such as sizes that do not depend on the batch, are stored. */
export const foldShapes = definePass({
  name: 'fold-shapes',
  summary: 'Stores sizes and what is reckoned from them where inference knows the numbers.',
  purposes: ['training', 'export'],
  run: (graph, context) => {
    const types = inferGraph(graph, {isTolerant: true, variables: context.variables});
    const {isKept} = usesOf(graph, context);
    const known = new Map<string, Tensor>();
    for (const {outputs} of graph.nodes) {
      const [name = ''] = outputs;
      const value = types.find(name);
      if (outputs.length !== 1 || !value || isKept(name)) continue;
      const tensor = types.constantOf(value);
      if (tensor && !isFloatingPoint(tensor)) known.set(name, tensor);
    }
    return known.size === 0 ? graph : storeValues(graph, known);
  },
});

/** Inference reckons in doubles; float arithmetic is left to the runtime, which will run it. */
const isFloatingPoint = ({dtype}: Tensor): boolean => dtype.startsWith('float') || dtype === 'bfloat16';

/** The graph with values stored instead of computed, under their names. */
export function storeValues(graph: Graph, known: ReadonlyMap<string, Tensor>): Graph {
  const nodes = graph.nodes.filter(({outputs}) => !outputs.some((name) => known.has(name)));
  return {...graph, nodes, initializers: new Map([...graph.initializers, ...known])};
}
