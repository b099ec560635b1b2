// Batch normalization of images in training mode as nodes a runtime can run, after the gradients have been built.
// Separate from the rewriting before them (batch-norm.ts), which marks the nodes this one replaces.
import {float, type Graph, type Node, type Value} from '../onnx/index.js';
import {OpGraph, dotPerChannel, zerosLike} from '../ops/index.js';

/**
 * Replaces every BatchNormalization in training mode: y from the statistics of the batch, the new running ones (the
 * variance unbiased, as in PyTorch), the centred x and 1 / √(variance + epsilon).
 *
 * @param share - name of a value `[1]` of the graph: 1 / rows of the batch
 */
export function lowerImageNorms(graph: Graph, share: string): Graph {
  const initializers = new Map(graph.initializers);
  const values = new Map(graph.values);
  const nodes = graph.nodes.flatMap((node): readonly Node[] => {
    const {training_mode: mode} = node.attributes;
    if (node.opType !== 'BatchNormalization' || mode?.type !== 'int' || Number(mode.value) !== 1) return [node];
    const part = normalizeImages(graph, node, share);
    for (const [name, tensor] of part.initializers) initializers.set(name, tensor);
    for (const [name, value] of part.values) values.set(name, value);
    return part.nodes;
  });
  return {...graph, nodes, initializers, values};
}

function normalizeImages(graph: Graph, node: Node, share: string): Graph {
  const [y = '', nextMean = '', nextVariance = '', centredName = '', inverseName = ''] = node.outputs;
  const g = new OpGraph({name: 'batch normalization', prefix: `${node.name}/by_batch/`});
  const input = (name: string): Value => {
    const value = graph.values.get(name);
    return g.outer(value ?? {name, dtype: 'float32', shape: undefined});
  };
  const [x, scale, bias, runningMean, runningVariance] = node.inputs.map(input);
  if (!x || !scale || !bias || !runningMean || !runningVariance) return {...graph, nodes: [node]};
  const number = (name: string, fallback: number): number => {
    const attribute = node.attributes[name];
    return attribute?.type === 'float' ? attribute.value : fallback;
  };
  const sizes = (x.shape?.slice(2) ?? []).map(Number);
  const places = sizes.reduce((product, size) => product * size, 1);
  const spatial = sizes.map((_, at) => at + 2);
  const inverseCount = g.scale(input(share), 1 / places);
  const mean = g.reduceMean(x, [0, ...spatial]);
  const centred = g.op('Sub', [x, g.reshape(mean, [-1, ...spatial.map(() => 1)])], {}, {outputs: [centredName]});
  const variance = g.mul(dotPerChannel(g, centred, centred), inverseCount);
  const epsilon = number('epsilon', 1e-5);
  const deviation = g.sqrt(g.shift(variance, epsilon));
  g.op('Div', [g.scalar(1), deviation], {}, {outputs: [inverseName]});
  const affine = [centred, scale, bias, zerosLike(g, scale), variance];
  g.op('BatchNormalization', affine, {epsilon: float(epsilon)}, {name: node.name, outputs: [y]});
  const momentum = number('momentum', 0.9);
  const moved = (running: Value, value: Value, name: string): Value =>
    g.op('Add', [g.scale(running, momentum), g.scale(value, 1 - momentum)], {}, {outputs: [name]});
  moved(runningMean, mean, nextMean);
  // n / (n − 1) is 1 / (1 − 1/n).
  moved(runningVariance, g.div(variance, g.sub(g.scalar(1), inverseCount)), nextVariance);
  return g.build();
}
