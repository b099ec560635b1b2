// Some ops (layer normalization) compute on the way what their gradient needs again, and give it as further outputs to
// those who ask. Models do not ask; the training program does.
import type {Graph} from '../onnx/index.js';
import {findOp} from '../ops/index.js';

/** Every node asked for the outputs its gradient reuses. */
export function saveOutputs(graph: Graph): Graph {
  const nodes = graph.nodes.map((node) => {
    const wanted = findOp(node)?.savedOutputs ?? 0;
    const missing = Array.from({length: Math.max(0, wanted - node.outputs.length)}, (_, index) => index);
    const [first = ''] = node.outputs;
    return missing.length === 0
      ? node
      : {...node, outputs: [...node.outputs, ...missing.map((index) => `train/saved_${String(index)}/${first}`)]};
  });
  return {...graph, nodes};
}
