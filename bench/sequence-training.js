// Speed of training networks over sequences beside PyTorch eager with its fused Adam: a GRU and an LSTM classifier (32 steps
// of 16 numbers, 64 units, last step), and a small GPT that predicts every next token. Cross-entropy, the picking of each
// batch's rows included on both sides; separate, alternated processes, as in mlp-training.js. Needs `npm run build` (or
// --source) and a Python with torch.
//
//   PYTHON=python3 node bench/sequence-training.js [--rounds 5] [--seconds 2] [--threads 2] [--only gru,lstm,gpt]
//                                                  [--cpu] [--profile PREFIX] [--source] [--json]
//
// --cpu: processor time on one thread instead of time on the clock, for machines that others use as well.
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {alternate, clock, COMMON_OPTIONS, loadIngot, printTable, read, timeProgram} from './side-by-side.js';

const {values: options} = parseArgs({
  options: {
    ...COMMON_OPTIONS,
    cpu: {type: 'boolean', default: false},
    profile: {type: 'string'},
  },
});

/** `limit`: the share of PyTorch's time per step that is asked for. `block`: steps timed together, one Loop of ours. */
const recurrent = {steps: 32, features: 16, units: 64, classes: 10, batchSize: 32, block: 20};
const NETS = {
  gru: {...recurrent, kind: 'gru', limit: 0.35},
  lstm: {...recurrent, kind: 'lstm', limit: 0.9},
  gpt: {
    ...{kind: 'gpt', steps: 64, width: 128, heads: 4, depth: 4, vocabulary: 65},
    ...{batchSize: 16, block: 5, limit: 0.6},
  },
};
const ROWS = 2048;
const threads = options.cpu ? 1 : Number(options.threads);
const seconds = Number(options.seconds);

if (options.worker) console.log(JSON.stringify(await measureOurs(NETS[options.worker])));
else compare();

/** @returns the classifier over the last step, as `ingot model init gru` makes it */
function buildRecurrent(ingot, {kind, steps, features, units, classes}) {
  const {OpGraph, Random, architectures} = ingot;
  const g = new OpGraph({name: 'network'});
  const architecture = architectures.get(kind);
  const entry = [g.input('x', 'float32', ['batch', steps, features])];
  const context = {entry, tensorEntries: new Set(['x']), vocabularySizes: [], outputs: classes};
  g.output(architecture.build(g, {...context, options: architecture.resolve({units}), random: new Random(1)}));
  return g.build();
}

/** @returns a decoder with a row of logits for every step, of the layers of `ingot model init gpt` */
function buildGpt(ingot, {steps, width, heads, depth, vocabulary}) {
  const {OpGraph, Random, activation, attention, dense, embedding, layerNorm, position} = ingot;
  const g = new OpGraph({name: 'network'});
  const random = new Random(1);
  const ids = g.input('x', 'int32', ['batch', steps]);
  const table = {name: 'embedding_0', size: vocabulary, dimension: width, scale: 0.02, zeroIsUnknown: false};
  let x = position.build(g, embedding.build(g, ids, table, random), {name: 'position_0', kind: 'learned'}, random);
  for (let block = 0; block < depth; block += 1) {
    const named = (part) => ({name: `${part}_${block}`});
    const read = layerNorm.build(g, x, named('norm_a'), random);
    x = g.add(x, attention.build(g, read, {...named('attention'), heads, causal: true}, random));
    const inner = dense.build(
      g,
      layerNorm.build(g, x, named('norm_b'), random),
      {...named('up'), units: 4 * width},
      random,
    );
    const active = activation.build(g, inner, {...named('up'), activation: 'gelu-tanh'}, random);
    x = g.add(x, dense.build(g, active, {...named('down'), units: width}, random));
  }
  const rows = g.reshape(layerNorm.build(g, x, {name: 'norm_last'}, random), [-1, width]);
  g.output(dense.build(g, rows, {name: 'head', units: vocabulary, output: 'logits'}, random));
  return g.build();
}

/** @returns `{best, median}` in milliseconds a step, over blocks */
async function measureOurs(net) {
  const ingot = await loadIngot(
    ['core/index', 'models/index', 'nn/index', 'onnx/index', 'ops/index', 'runtime/index', 'train/program'],
    options,
  );
  const {Random, buildTrainingProgram, createSession, encodeModel, flushDenormals} = ingot;
  const isGpt = net.kind === 'gpt';
  const network = isGpt ? buildGpt(ingot, net) : buildRecurrent(ingot, net);
  const parameters = [...network.initializers].flatMap(([name, {dtype}]) =>
    dtype === 'float32' && !name.startsWith('const') ? [name] : [],
  );
  const program = buildTrainingProgram({
    ...{network, logits: 'logits', parameters, loss: 'cross-entropy', optimizer: 'adam', seed: 1},
    ...(isGpt ? {targetsPerRow: net.steps} : {}),
  });
  await flushDenormals(); // as `ingot train` does
  const session = await createSession(encodeModel(program.model), {threads, profilePrefix: options.profile});
  const random = new Random(2);
  const targets = isGpt ? [ROWS, net.steps] : [ROWS];
  const size = (dims) => dims.reduce((product, dim) => product * dim, 1);
  const integers = (dims, below) => ({
    ...{dtype: 'int32', dims},
    data: Int32Array.from({length: size(dims)}, () => random.integer(below)),
  });
  const series = [ROWS, net.steps, net.features];
  const data = {
    x: isGpt
      ? integers([ROWS, net.steps], net.vocabulary)
      : {dtype: 'float32', dims: series, data: Float32Array.from({length: size(series)}, () => random.uniform())},
    [program.targetInput.name]: integers(targets, isGpt ? net.vocabulary : net.classes),
  };
  const {batchSize, block} = net;
  const now = clock(options.cpu);
  const weights = network.initializers;
  return timeProgram({program, session, weights, data, rows: ROWS, batchSize, block, seconds, now});
}

function compare() {
  const names = options.only ? options.only.split(',') : Object.keys(NETS);
  const rows = alternate(names, Number(options.rounds), {torch: runTorch, ours: runOurs});
  if (options.json) return console.log(JSON.stringify(rows, undefined, 2));
  printTable(rows, {
    threads,
    note: `Adam (PyTorch: fused), cross-entropy; ${options.cpu ? 'processor ms' : 'ms'} a step, best / median of ${options.rounds} rounds`,
    columns: ['network', 'batch', 'steps'],
    cells: ({name}) => ({own: [name, NETS[name].batchSize, NETS[name].steps], limit: NETS[name].limit}),
    digits: 3,
  });
}

function runOurs(name) {
  const self = fileURLToPath(import.meta.url);
  const loader = options.source ? ['--import', 'tsx'] : [];
  const passed = [
    '--worker',
    name,
    '--seconds',
    options.seconds,
    '--threads',
    options.threads,
    ...(options.cpu ? ['--cpu'] : []),
    ...(options.profile ? ['--profile', options.profile] : []),
  ];
  return read(process.execPath, [...loader, self, ...passed, ...(options.source ? ['--source'] : [])]);
}

function runTorch(name) {
  const script = fileURLToPath(new URL('sequence-training.py', import.meta.url));
  return read(options.python, [
    script,
    JSON.stringify({...NETS[name], rows: ROWS, threads, seconds, cpu: options.cpu}),
  ]);
}
