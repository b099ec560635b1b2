// The opset a graph needs: 18, or that of its newest operator.
import type {Graph} from '../onnx/index.js';
import {findOp} from './infer.js';
import {OPSET} from './op-graph.js';

/** As `opsets` of a model: later opsets change nothing for what ingot builds. Subgraphs are not looked into. */
export function neededOpset({nodes}: Pick<Graph, 'nodes'>): {readonly '': number} {
  return {'': Math.max(OPSET, ...nodes.map((node) => findOp(node)?.since ?? OPSET))};
}
