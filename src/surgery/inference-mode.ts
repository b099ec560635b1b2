// A network exported while it trained, as it is used: batch normalization by its running statistics, Dropout asleep.
// Training makes of these what it needs; nothing of the kind may be left in a file that people use.
import type {Graph, Node} from '../onnx/index.js';

/** How many nodes were in training mode, and the graph without that. */
export function toInferenceMode(graph: Graph): {readonly graph: Graph; readonly changed: number} {
  let changed = 0;
  const nodes = graph.nodes.map((node): Node => {
    const next = asleep(node);
    if (next !== node) changed += 1;
    return next;
  });
  return changed === 0 ? {graph, changed} : {graph: {...graph, nodes}, changed};
}

function asleep(node: Node): Node {
  if (node.domain !== '') return node;
  if (node.opType === 'BatchNormalization') {
    const {training_mode: mode, ...attributes} = node.attributes;
    // The outputs after the first are the next running statistics, which belong to training.
    if (mode?.type !== 'int' || Number(mode.value) === 0) return node;
    return {...node, attributes, outputs: node.outputs.slice(0, 1)};
  }
  // The third input says whether it is awake; absent, it is not.
  if (node.opType === 'Dropout' && node.inputs.length > 2)
    return {...node, inputs: node.inputs.slice(0, 2), outputs: node.outputs.slice(0, 1)};
  return node;
}
