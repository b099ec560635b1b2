// Some ops (layer normalization) compute on the way what their gradient needs again, and give it as further outputs to
// those who ask. Models do not ask; the training program does.
import type {Graph} from '../onnx/index.js';
import {findOp} from '../ops/index.js';

/** Every node asked for the outputs its gradient reuses. */
export function saveOutputs(graph: Graph): Graph {
  const nodes = graph.nodes.map((node) => {
    const wanted = findOp(node)?.savedOutputs ?? 0;
    const used = node.outputs.find((name) => name !== '') ?? '';
    const count = Math.max(wanted, node.outputs.length);
    const outputs = Array.from({length: count}, (_, index) => {
      const name = node.outputs[index] ?? '';
      return name === '' && index < wanted ? `train/saved_${String(index)}/${used}` : name;
    });
    return outputs.every((name, index) => name === node.outputs[index]) ? node : {...node, outputs};
  });
  return {...graph, nodes};
}
