// Quantized networks compute with integers: between them and a loss there is nothing to differentiate.
import type {Graph} from '../onnx/index.js';
import {surgeryError} from './errors.js';

const QUANTIZED =
  /^(QLinear.+|.+Integer|DynamicQuantize.+|(De)?[Qq]uantizeLinear|QAttention|QGemm|QEmbed.+|MatMulNBits)$/;

/** @throws IngotError `MODEL_QUANTIZED` naming the first node that quantizes */
export function refuseQuantized({nodes}: Graph): void {
  const found = nodes.filter(({opType}) => QUANTIZED.test(opType));
  const [first] = found;
  if (!first) return;
  throw surgeryError(
    'MODEL_QUANTIZED',
    `The model is quantized: ${String(found.length)} of its ${String(nodes.length)} nodes compute with integers, the first ` +
      `being '${first.name === '' ? (first.outputs[0] ?? '') : first.name}' (${first.opType}). Integers have no gradient.`,
    {
      hints: ['Import the float model it was made from, fine-tune that, and quantize the result again.'],
      data: {node: first.name, op: first.opType, nodes: found.length},
    },
  );
}
