import type {Graph} from '../../onnx/index.js';
import {findOp} from '../infer.js';

/** Names of the initializers in which a graph's ops keep what they remember of earlier batches, in order. */
export function stateInitializers(graph: Graph): string[] {
  const names = graph.nodes.flatMap((node) =>
    (findOp(node)?.stateInputs ?? []).map((index) => node.inputs[index] ?? ''),
  );
  return [...new Set(names)].filter((name) => graph.initializers.has(name));
}
