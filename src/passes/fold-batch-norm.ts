import {freshNames} from '../onnx/index.js';
import type {Graph, Node, Tensor} from '../onnx/index.js';
import {definePass, type PassContext} from './define.js';
import {usesOf, type Uses} from './support/uses.js';

/**
 * A BatchNormalization behind a Conv, both with stored float32 weights, goes into the Conv: W·s and (b − mean)·s + bias
 * with s = scale / √(variance + epsilon), reckoned in double precision.
 */
export const foldBatchNorm = definePass({
  name: 'fold-batch-norm',
  summary: 'Works a BatchNormalization into the weights of the Conv before it.',
  purposes: ['export'],
  // One rounding of each weight instead of one of each result: a few units of 2⁻²⁴ for each summand.
  tolerance: 1e-5,
  run: (graph, context) => {
    const uses = usesOf(graph, context);
    const fresh = freshNames(graph);
    const initializers = new Map(graph.initializers);
    const replaced = new Map<Node, Node | undefined>();
    for (const norm of graph.nodes) {
      const conv = convBefore(norm, uses);
      const folded = conv && weightsOf(graph, context, {conv, norm});
      if (!conv || !folded) continue;
      const [input = '', weightName = ''] = conv.inputs;
      const [weight, bias] = [fresh(`${weightName}/folded`), fresh(`${weightName}/folded_bias`)];
      initializers.set(weight, folded.weight).set(bias, folded.bias);
      replaced.set(conv, {...conv, inputs: [input, weight, bias], outputs: [norm.outputs[0] ?? '']});
      replaced.set(norm, undefined);
    }
    if (replaced.size === 0) return graph;
    const nodes = graph.nodes.flatMap((node) => {
      if (!replaced.has(node)) return [node];
      const other = replaced.get(node);
      return other ? [other] : [];
    });
    return {...graph, nodes, initializers};
  },
});

function convBefore(norm: Node, uses: Uses): Node | undefined {
  const {training_mode: mode} = norm.attributes;
  const isPlain = norm.outputs.length === 1 && !(mode?.type === 'int' && Number(mode.value) !== 0);
  if (norm.opType !== 'BatchNormalization' || norm.domain !== '' || !isPlain) return undefined;
  const [between = ''] = norm.inputs;
  const conv = uses.maker(between);
  return conv?.opType === 'Conv' && conv.domain === '' && uses.onlyReader(between) === norm ? conv : undefined;
}

function weightsOf(
  {initializers}: Graph,
  {variables}: PassContext,
  {conv, norm}: {readonly conv: Node; readonly norm: Node},
): {readonly weight: Tensor; readonly bias: Tensor} | undefined {
  const stored = (name: string | undefined): Float32Array | undefined => {
    const tensor = name === undefined || variables.has(name) ? undefined : initializers.get(name);
    return tensor?.data instanceof Float32Array ? tensor.data : undefined;
  };
  const [, weightName = '', biasName] = conv.inputs;
  const [weight, ...parts] = [weightName, ...norm.inputs.slice(1, 5)].map(stored);
  const [scale, shift, mean, variance] = parts;
  const bias = biasName === undefined || biasName === '' ? new Float32Array(mean?.length ?? 0) : stored(biasName);
  const dims = initializers.get(weightName)?.dims ?? [];
  if (!weight || !bias || !scale || !shift || !mean || !variance || dims[0] !== mean.length) return undefined;
  const {epsilon} = norm.attributes;
  const added = epsilon?.type === 'float' ? epsilon.value : 1e-5;
  const slope = Float64Array.from(scale, (each, at) => each / Math.sqrt((variance[at] ?? 0) + added));
  const each = weight.length / mean.length;
  return {
    weight: {dtype: 'float32', dims, data: weight.map((value, at) => value * (slope[Math.floor(at / each)] ?? 0))},
    bias: {
      dtype: 'float32',
      dims: [mean.length],
      data: bias.map((value, at) => (value - (mean[at] ?? 0)) * (slope[at] ?? 0) + (shift[at] ?? 0)),
    },
  };
}
