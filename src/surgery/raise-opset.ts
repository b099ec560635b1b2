// Files of opset 7 to 17 in the words of opset 18, in which training graphs are written.
import type {Graph, Model, Tensor} from '../onnx/index.js';
import {OPSET} from '../ops/index.js';
import {surgeryError} from './errors.js';
import {opsetChanges, UNCHANGED_BELOW} from './opset-changes.js';

/** Before it, elementwise ops broadcast by attributes. */
const OLDEST = 7;

/**
 * The model itself where its opset is 18 or newer.
 *
 * @throws IngotError `MODEL_OPSET` for an older one than 7, and for an op whose older form has no equal here
 */
export function raiseOpset(model: Model): Model {
  const opset = model.opsets[''] ?? OPSET;
  if (opset >= OPSET) return model;
  if (opset < OLDEST)
    throw tooOld(
      `The model is of opset ${String(opset)}; ${String(OLDEST)} is the oldest that can be raised to ${String(OPSET)}.`,
    );
  return {...model, opsets: {...model.opsets, '': OPSET}, graph: raise(model.graph, opset)};
}

function raise(graph: Graph, opset: number): Graph {
  const initializers = new Map<string, Tensor>(graph.initializers);
  let current = graph.nodes;
  const odd = current.find(({opType, domain}) => domain === '' && opset < (UNCHANGED_BELOW[opType] ?? 0));
  if (odd)
    throw tooOld(
      `Node '${odd.name}' is ${odd.opType} of opset ${String(opset)}, which has no equal in ${String(OPSET)} here.`,
    );
  for (const {ops, change} of opsetChanges.filter((each) => each.since > opset))
    current = current.flatMap((node) => {
      if (node.domain !== '' || !ops.includes(node.opType)) return [node];
      const store = (suffix: string, tensor: Tensor): string => {
        const name = `${node.outputs[0] ?? node.name}/${suffix}`;
        initializers.set(name, tensor);
        return name;
      };
      return change(node, {store});
    });
  return {...graph, nodes: current, initializers};
}

function tooOld(message: string): Error {
  return surgeryError('MODEL_OPSET', message, {
    hints: ['Export it again with opset 18, or raise it with onnx.version_converter in Python.'],
  });
}
