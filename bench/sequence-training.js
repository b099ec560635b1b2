// Speed of training networks over sequences beside PyTorch eager with its fused Adam: a GRU and an LSTM classifier (32 steps
// of 16 numbers, 64 units, last step), and a small GPT that predicts every next token. Cross-entropy, the picking of each
// batch's rows included on both sides; separate, alternated processes, as in mlp-training.js. Needs `npm run build` (or
// --source) and a Python with torch.
//
//   PYTHON=python3 node bench/sequence-training.js [--rounds 5] [--seconds 2] [--threads 2] [--only gru,lstm,gpt]
//                                                  [--cpu] [--source] [--json]
//
// --cpu: processor time on one thread instead of time on the clock, for machines that others use as well.
import {spawnSync} from 'node:child_process';
import {cpus, loadavg} from 'node:os';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

const {values: options} = parseArgs({
  options: {
    python: {type: 'string', default: process.env.PYTHON ?? 'python3'},
    rounds: {type: 'string', default: '5'},
    seconds: {type: 'string', default: '2'},
    threads: {type: 'string', default: '2'},
    only: {type: 'string'},
    cpu: {type: 'boolean', default: false},
    source: {type: 'boolean', default: false},
    json: {type: 'boolean', default: false},
    /** Used by this script for its own processes. */
    worker: {type: 'string'},
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

async function loadIngot() {
  const folder = options.source ? '../src' : '../lib';
  const extension = options.source ? 'ts' : 'js';
  const parts = ['core/index', 'models/index', 'nn/index', 'onnx/index', 'ops/index', 'runtime/index', 'train/program'];
  const loaded = await Promise.all(parts.map((path) => import(`${folder}/${path}.${extension}`)));
  return Object.assign({}, ...loaded);
}

/** Milliseconds: of the clock, or of this process on the processor. */
function now() {
  if (!options.cpu) return performance.now();
  const {user, system} = process.cpuUsage();
  return (user + system) / 1000;
}

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
  const ingot = await loadIngot();
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
  const session = await createSession(encodeModel(program.model), {threads});
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
  let state = program.pack(network.initializers);
  let firstStep = 1;
  const run = async () => {
    const indices = Int32Array.from({length: block * batchSize}, () => Math.floor(Math.random() * ROWS));
    const start = now();
    const lengths = Array.from({length: block}, () => batchSize);
    const learningRates = Array.from({length: block}, () => 1e-3);
    const steps = program.stepFeeds({firstStep, indices, batchSize, lengths, learningRates});
    const outputs = await session.run({...state, ...data, ...steps});
    program.readLosses(outputs);
    state = program.stateFeeds(outputs);
    firstStep += block;
    return (now() - start) / block;
  };
  await run();
  const times = [];
  for (const end = performance.now() + seconds * 1000; performance.now() < end;) times.push(await run());
  const {version} = (await import('onnxruntime-node/package.json', {with: {type: 'json'}})).default;
  const count = parameters.reduce((sum, name) => sum + network.initializers.get(name).data.length, 0);
  return {...summary(times), version: `onnxruntime-node ${version}, node ${process.versions.node}`, parameters: count};
}

function compare() {
  const names = options.only ? options.only.split(',') : Object.keys(NETS);
  const rows = names.map((name) => {
    const rounds = Array.from({length: Number(options.rounds)}, () => [runTorch(name), runOurs(name)]);
    const [torch, ours] = [0, 1].map((side) => ({
      best: Math.min(...rounds.map((round) => round[side].best)),
      median: summary(rounds.map((round) => round[side].median)).median,
      version: rounds[0][side].version,
      parameters: rounds[0][side].parameters,
    }));
    return {name, torch, ours, best: ours.best / torch.best, median: ours.median / torch.median};
  });
  if (options.json) return console.log(JSON.stringify(rows, undefined, 2));
  const [{torch, ours}] = rows;
  console.log(`${cpus()[0].model}, ${cpus().length} processors, ${threads} threads, load ${loadavg()[0].toFixed(1)}`);
  console.log(`${torch.version}; ${ours.version}`);
  console.log(
    `Adam (PyTorch: fused), cross-entropy; ${options.cpu ? 'processor ms' : 'ms'} a step, best / median of ${options.rounds} rounds\n`,
  );
  const head = ['network', 'batch', 'steps', 'parameters', 'PyTorch', 'ingot', 'ratio', 'asked'];
  const pair = ({best, median}, digits) => `${best.toFixed(digits)} / ${median.toFixed(digits)}`;
  const body = rows.map((row) => {
    const {batchSize, steps, limit} = NETS[row.name];
    const sizes = [row.name, batchSize, steps, row.ours.parameters];
    return [...sizes, pair(row.torch, 3), pair(row.ours, 3), pair(row, 2), limit].map(String);
  });
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((cells) => cells[column].length)));
  for (const cells of [head, ...body]) console.log(cells.map((cell, column) => cell.padEnd(widths[column])).join('  '));
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

function read(command, args) {
  const {status, stdout, stderr, error} = spawnSync(command, args, {encoding: 'utf8'});
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

function summary(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return {best: sorted[0], median: sorted[sorted.length >> 1]};
}
