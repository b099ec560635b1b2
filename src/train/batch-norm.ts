// Batch normalization in training: mean and variance come from the rows of the batch. Decomposed, because the runtime's
// own training mode writes the new running statistics over its inputs, and because its kernel takes four times as long
// for [rows, width] as the affine itself. The sums over the rows are products with the vector of 1 / rows: their
// gradients are outer products then, which cost half of an Expand. The running statistics are state of the Loop like
// the weights, but no gradient changes them; they go into checkpoints and models under their own names.
// Images [batch, channels, …] take another way, because the gradient that reverse mode derives from such a decomposition
// reads and writes them several times more than need be: their node is kept in training mode until the gradients are
// there (the op's own rule), and becomes other nodes only then.
import type {Graph, Node, Tensor} from '../onnx/index.js';
import {OpGraph, formatShape} from '../ops/index.js';
import {trainError} from './errors.js';

/** A running statistic of one layer, `[width]`. */
export interface Statistic {
  /** The initializer of the network. */
  readonly name: string;
  readonly dims: readonly number[];
  /** The output of the rewritten graph that gives its value after the step. */
  readonly next: string;
}

/** The inputs of the rewritten graph that take 1 / rows of the batch: `[1]`, and once a row, `[batch]`. */
export const ROW_SHARE = 'train/row_share';
export const ROW_SHARES = 'train/row_shares';

/** The smallest batch whose rows have a variance. */
const LEAST_ROWS = 2;

/**
 * Replaces each BatchNormalization node by the normalization by the batch, and gives the new running statistics as
 * outputs.
 *
 * The batch is normalized by the biased variance; the running one moves towards the unbiased, as in PyTorch.
 *
 * @param moving - the running statistics that follow the batches; a node whose statistics stay is left as it is
 * @throws IngotError `TRAIN_OPTION_INVALID` for a node of whose statistics only one stays; `TRAIN_NETWORK_INVALID` for an
 * input of which more than the batch is open, a node in training mode, or
 * statistics that are computed or shared
 */
export function rewriteBatchNorm(
  graph: Graph,
  moving?: readonly string[],
): {readonly graph: Graph; readonly statistics: readonly Statistic[]} {
  const statistics: Statistic[] = [];
  const initializers = new Map(graph.initializers);
  const nodes = graph.nodes.flatMap((node): readonly Node[] => {
    if (node.opType !== 'BatchNormalization' || node.domain !== '' || isStill(node, moving)) return [node];
    const known = readNode(graph, node, statistics);
    if (known.spatialAxes > 0) return [markImageNorm(node, known, statistics)];
    const part = normalizeByBatch(node, known, statistics);
    for (const [name, tensor] of part.initializers) initializers.set(name, tensor);
    return part.nodes;
  });
  if (statistics.length === 0) return {graph, statistics};
  const shares = [
    {name: ROW_SHARE, dtype: 'float32', shape: [1]},
    {name: ROW_SHARES, dtype: 'float32', shape: ['batch']},
  ] as const;
  const outputs = statistics.map(({next, dims}) => ({name: next, dtype: 'float32', shape: dims}) as const);
  return {
    graph: {
      ...graph,
      initializers,
      nodes,
      inputs: [...graph.inputs, ...shares],
      outputs: [...graph.outputs, ...outputs],
    },
    statistics,
  };
}

function isStill(node: Node, moving: readonly string[] | undefined): boolean {
  const statistics = node.inputs.slice(3, 5);
  const following = statistics.filter((name) => moving?.includes(name) !== false);
  if (following.length === 0 || following.length === statistics.length) return following.length === 0;
  throw trainError(
    'TRAIN_OPTION_INVALID',
    `Of the running statistics ${statistics.join(' and ')} only one is frozen, but they belong together.`,
    {hints: [`Freeze both or none: ${statistics.join(', ')}.`]},
  );
}

/** The nodes that take the place of one: they read what it read, and give its output and the next statistics. */
function normalizeByBatch(
  node: Node,
  {width, running, momentum, epsilon}: BatchNormNode,
  statistics: Statistic[],
): Graph {
  const prefix = `train/norm_${String(statistics.length / 2)}/`;
  const g = new OpGraph({name: 'batch normalization', prefix});
  const [x = '', scale = '', bias = ''] = node.inputs;
  const rows = g.input(x, 'float32', ['batch', width]);
  const share = g.input(ROW_SHARE, 'float32', [1]);
  const shares = g.input(ROW_SHARES, 'float32', ['batch']);
  const mean = g.matMul(shares, rows);
  const centred = g.sub(rows, mean);
  const variance = g.matMul(shares, g.mul(centred, centred));
  const inverse = g.div(g.scalar(1), g.sqrt(g.shift(variance, epsilon)));
  const slope = g.mul(g.input(scale, 'float32', [width]), inverse);
  const options = {name: node.name, outputs: node.outputs.slice(0, 1)};
  g.op('Add', [g.mul(centred, slope), g.input(bias, 'float32', [width])], {}, options);
  // n / (n − 1) is 1 / (1 − 1/n).
  const unbiased = g.div(variance, g.sub(g.scalar(1), share));
  for (const [at, value] of [mean, unbiased].entries()) {
    const name = running[at] ?? '';
    const next = `${prefix}next_${String(at)}`;
    const old = g.scale(g.input(name, 'float32', [width]), momentum);
    g.op('Add', [old, g.scale(value, 1 - momentum)], {}, {outputs: [next]});
    statistics.push({name, dims: [width], next});
  }
  return g.build();
}

/** In training mode, with the outputs its gradient reuses. */
function markImageNorm(node: Node, {width, running}: BatchNormNode, statistics: Statistic[]): Node {
  const prefix = `train/norm_${String(statistics.length / 2)}/`;
  const next = [0, 1].map((at) => `${prefix}next_${String(at)}`);
  for (const [at, name] of running.entries()) statistics.push({name, dims: [width], next: next[at] ?? ''});
  return {
    ...node,
    attributes: {...node.attributes, training_mode: {type: 'int', value: 1}},
    outputs: [node.outputs[0] ?? '', ...next, `${prefix}centred`, `${prefix}inverse`],
  };
}

interface BatchNormNode {
  readonly width: number;
  readonly spatialAxes: number;
  readonly running: readonly string[];
  readonly momentum: number;
  readonly epsilon: number;
}

function readNode(graph: Graph, node: Node, known: readonly Statistic[]): BatchNormNode {
  const refuse = (what: string): Error =>
    trainError('TRAIN_NETWORK_INVALID', `BatchNormalization node '${node.name}' expects ${what}.`);
  const {training_mode: mode, momentum, epsilon} = node.attributes;
  if (mode?.type === 'int' && Number(mode.value) !== 0) throw refuse('no training mode: training computes that itself');
  const [x = '', , , mean = '', variance = ''] = node.inputs;
  const shape = (graph.values.get(x) ?? graph.inputs.find(({name}) => name === x))?.shape;
  const width = shape?.[1];
  if (
    !shape ||
    shape.length < 2 ||
    shape.slice(1).some((size) => typeof size === 'string') ||
    typeof width !== 'number'
  )
    throw refuse(`an input of which only the batch is open ('${x}' is ${formatShape(shape)})`);
  const running = [mean, variance];
  for (const name of running) {
    const tensor: Tensor | undefined = graph.initializers.get(name);
    if (tensor?.dtype !== 'float32') throw refuse(`float32 running statistics in the model ('${name}')`);
    if (mean === variance || known.some((statistic) => statistic.name === name))
      throw refuse(`running statistics of its own, but '${name}' is used twice`);
  }
  return {
    width,
    spatialAxes: shape.length - 2,
    running,
    momentum: momentum?.type === 'float' ? momentum.value : 0.9,
    epsilon: epsilon?.type === 'float' ? epsilon.value : 1e-5,
  };
}

/**
 * The size of the batches of a network with batch normalization: no batch of an epoch may be of one row.
 *
 * @param wanted - the size asked for; null: `standard`, or the next size that leaves no single row
 * @throws IngotError `TRAIN_OPTION_INVALID` when the size asked for leaves one, `TRAIN_NETWORK_INVALID` when there is
 * only one row at all
 */
export function batchSizeOfTwo(rowCount: number, wanted: number | null, standard: number): number {
  if (rowCount < LEAST_ROWS)
    throw trainError(
      'TRAIN_NETWORK_INVALID',
      'Batch normalization expects batches of at least two rows, got one row.',
      {
        hints: ['Train on more rows, or make the model with --norm layer.'],
      },
    );
  const leavesOne = (size: number): boolean => size < LEAST_ROWS || rowCount % size === 1;
  let size = wanted ?? Math.max(standard, LEAST_ROWS);
  while (leavesOne(size)) size += 1;
  if (wanted === null || size === wanted) return size;
  const rows = wanted === 1 ? 'batches' : `a last batch (of ${String(rowCount)} rows)`;
  throw trainError(
    'TRAIN_OPTION_INVALID',
    `--batch-size ${String(wanted)} makes ${rows} of one row, but batch normalization expects at least two.`,
    {hints: [`Use --batch-size ${String(size)}, or make the model with --norm layer.`]},
  );
}
