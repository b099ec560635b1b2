// Where a loss attaches: before the function that makes probabilities of scores, through what only changes the shape.
import type {Graph, Node} from '../onnx/index.js';
import {surgeryError} from './errors.js';

const TO_PROBABILITIES: ReadonlySet<string> = new Set(['Softmax', 'LogSoftmax', 'Sigmoid']);
const SHAPE_ONLY: ReadonlySet<string> = new Set(['Identity', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Cast']);

export interface FoundLogits {
  readonly name: string;
  /** For people. */
  readonly because: string;
}

/**
 * @param wanted - the tensor named by the user
 * @throws IngotError `LOGITS_NOT_FOUND` when it is not in the graph, or there are several outputs to choose from
 */
export function findLogits(graph: Graph, wanted?: string): FoundLogits {
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  if (wanted !== undefined) {
    if (producers.has(wanted)) return {name: wanted, because: 'as asked for'};
    throw surgeryError('LOGITS_NOT_FOUND', `--logits '${wanted}': no node of the model gives such a tensor.`, {
      hints: [`Outputs: ${graph.outputs.map(({name}) => name).join(', ')}. Others: ingot model show FILE --graph.`],
    });
  }
  const [output, ...others] = graph.outputs;
  if (!output || others.length > 0)
    throw surgeryError(
      'LOGITS_NOT_FOUND',
      `The model has ${String(graph.outputs.length)} outputs, and which of them the loss is for is not plain.`,
      {hints: [`Name it: --logits TENSOR. Outputs: ${graph.outputs.map(({name}) => name).join(', ')}.`]},
    );
  const node = throughShapes(producers, output.name);
  if (node?.domain === '' && TO_PROBABILITIES.has(node.opType))
    return {name: node.inputs[0] ?? '', because: `what ${node.opType} '${node.name}' takes`};
  return {name: output.name, because: 'the output'};
}

/** The node that makes a value, behind those that only give it another shape. */
export function throughShapes(producers: ReadonlyMap<string, Node>, name: string): Node | undefined {
  let node = producers.get(name);
  while (node?.domain === '' && SHAPE_ONLY.has(node.opType)) node = producers.get(node.inputs[0] ?? '');
  return node;
}
