import {freshNames} from '../onnx/index.js';
import type {Graph, Node} from '../onnx/index.js';
import {findOp} from '../ops/index.js';
import {definePass} from './define.js';
import {usesOf} from './support/uses.js';

/**
 * A rectifier before a MaxPool moves behind it, where it and its gradient have a quarter of the elements (windows of 2 by
 * 2). Any op that never falls gives the same numbers in either order. Not for export: there the runtime fuses a
 * rectifier with the convolution before it.
 */
export const poolBeforeRelu = definePass({
  name: 'pool-before-relu',
  summary: 'Moves rectifiers behind the MaxPool that follows them.',
  purposes: ['training'],
  run: (graph, context) => {
    const uses = usesOf(graph, context);
    const fresh = freshNames(graph);
    const replaced = new Map<Node, readonly Node[]>();
    for (const relu of graph.nodes) {
      const [activated = ''] = relu.outputs;
      const pool = findOp(relu)?.isMonotone === true ? uses.onlyReader(activated) : undefined;
      if (pool?.opType !== 'MaxPool' || pool.domain !== '' || pool.outputs.length !== 1) continue;
      const [from = '', ...bounds] = relu.inputs;
      const pooled = fresh(`${activated}/pooled`);
      replaced.set(relu, []);
      replaced.set(pool, [
        {...pool, inputs: [from], outputs: [pooled]},
        {...relu, inputs: [pooled, ...bounds], outputs: pool.outputs},
      ]);
    }
    return replaced.size === 0 ? graph : replaceNodes(graph, replaced);
  },
});

function replaceNodes(graph: Graph, replaced: ReadonlyMap<Node, readonly Node[]>): Graph {
  return {...graph, nodes: graph.nodes.flatMap((node) => replaced.get(node) ?? [node])};
}
