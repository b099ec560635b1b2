// Speed of training beside PyTorch eager with its fused Adam: multilayer perceptrons, Adam, cross-entropy, the picking
// of each batch's rows included on both sides. Separate processes, alternated, so that neither disturbs the other;
// best and median block of all rounds. Needs `npm run build` (or --source) and a Python with torch.
//
//   PYTHON=python3 node bench/mlp-training.js [--rounds 5] [--seconds 2] [--threads 2] [--only small,medium,large]
//                                             [--fixed-batch] [--flush] [--source] [--json]
//
// --flush: PyTorch takes subnormal numbers for zero too (torch.set_flush_denormal; not its default, it is ours).
// --fixed-batch: PyTorch reuses one batch and picks no rows (ours always does).
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
    'fixed-batch': {type: 'boolean', default: false},
    source: {type: 'boolean', default: false},
    flush: {type: 'boolean', default: false},
    json: {type: 'boolean', default: false},
    /** Used by this script for its own processes. */
    worker: {type: 'string'},
  },
});

/** `limit`: the share of PyTorch's time per step that is asked for. `block`: steps timed together, one Loop of ours. */
const NETS = {
  small: {sizes: [10, 64, 64, 2], batchSize: 32, block: 100, limit: 0.35},
  medium: {sizes: [784, 256, 128, 10], batchSize: 128, block: 100, limit: 0.75},
  large: {sizes: [1024, 1024, 1024, 1024, 10], batchSize: 256, block: 20, limit: 0.75},
};
const ROWS = 8192;
const threads = Number(options.threads);
const seconds = Number(options.seconds);

if (options.worker) console.log(JSON.stringify(await measureOurs(NETS[options.worker])));
else compare();

/** @returns `{best, median}` in milliseconds a step, over blocks */
async function measureOurs({sizes, batchSize, block}) {
  const folder = options.source ? '../src' : '../lib';
  const extension = options.source ? 'ts' : 'js';
  const load = (path) => import(`${folder}/${path}.${extension}`);
  const {Random} = await load('core/index');
  const {architectures} = await load('models/index');
  const {encodeModel} = await load('onnx/index');
  const {OpGraph} = await load('ops/index');
  const {createSession, flushDenormals} = await load('runtime/index');
  const {buildTrainingProgram} = await load('train/program');

  const [width, ...units] = sizes;
  const classes = units.pop();
  const g = new OpGraph({name: 'network'});
  const mlp = architectures.get('mlp');
  const context = {entry: [g.input('x', 'float32', ['batch', width])], vocabularySizes: [], outputs: classes};
  g.output(mlp.build(g, {...context, options: mlp.resolve({hidden: units}), random: new Random(1)}));
  const network = g.build();
  const parameters = [...network.initializers.keys()];
  const program = buildTrainingProgram({
    network,
    logits: 'logits',
    parameters,
    loss: 'cross-entropy',
    optimizer: 'adam',
    seed: 1,
  });
  await flushDenormals(); // as `ingot train` does
  const session = await createSession(encodeModel(program.model), {threads});

  const random = new Random(2);
  const x = Float32Array.from({length: ROWS * width}, () => random.uniform());
  const y = Int32Array.from({length: ROWS}, () => random.integer(classes));
  const data = {
    x: {dtype: 'float32', dims: [ROWS, width], data: x},
    [program.targetInput.name]: {dtype: 'int32', dims: [ROWS], data: y},
  };
  let state = program.pack(network.initializers);
  let firstStep = 1;
  const run = async () => {
    const indices = Int32Array.from({length: block * batchSize}, () => Math.floor(Math.random() * ROWS));
    const start = performance.now();
    const lengths = Array.from({length: block}, () => batchSize);
    const learningRates = Array.from({length: block}, () => 1e-3);
    const steps = program.stepFeeds({firstStep, indices, batchSize, lengths, learningRates});
    const outputs = await session.run({...state, ...data, ...steps});
    program.readLosses(outputs);
    state = program.stateFeeds(outputs);
    firstStep += block;
    return (performance.now() - start) / block;
  };
  await run();
  const times = [];
  for (const end = performance.now() + seconds * 1000; performance.now() < end;) times.push(await run());
  const {version} = (await import('onnxruntime-node/package.json', {with: {type: 'json'}})).default;
  return {...summary(times), version: `onnxruntime-node ${version}, node ${process.versions.node}`};
}

function compare() {
  const names = options.only ? options.only.split(',') : Object.keys(NETS);
  const rows = names.map((name) => {
    const rounds = Array.from({length: Number(options.rounds)}, () => [runTorch(name), runOurs(name)]);
    const [torch, ours] = [0, 1].map((side) => ({
      best: Math.min(...rounds.map((round) => round[side].best)),
      median: summary(rounds.map((round) => round[side].median)).median,
      version: rounds[0][side].version,
    }));
    return {name, torch, ours, best: ours.best / torch.best, median: ours.median / torch.median};
  });
  if (options.json) return console.log(JSON.stringify(rows, undefined, 2));
  const [{torch, ours}] = rows;
  console.log(`${cpus()[0].model}, ${cpus().length} processors, ${threads} threads, load ${loadavg()[0].toFixed(1)}`);
  console.log(`${torch.version}; ${ours.version}`);
  const batch = options['fixed-batch'] ? 'PyTorch on one fixed batch' : 'rows of each batch picked on both sides';
  console.log(`Adam (PyTorch: fused), cross-entropy; ms a step, best / median of ${options.rounds} rounds; ${batch}\n`);
  const head = ['network', 'batch', 'PyTorch', 'ingot', 'ratio', 'asked'];
  const pair = ({best, median}, digits) => `${best.toFixed(digits)} / ${median.toFixed(digits)}`;
  const body = rows.map((row) => {
    const {sizes, batchSize, limit} = NETS[row.name];
    return [sizes.join('-'), batchSize, pair(row.torch, 3), pair(row.ours, 3), pair(row, 2), limit].map(String);
  });
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((cells) => cells[column].length)));
  for (const cells of [head, ...body]) console.log(cells.map((cell, column) => cell.padEnd(widths[column])).join('  '));
}

function runOurs(name) {
  const self = fileURLToPath(import.meta.url);
  const loader = options.source ? ['--import', 'tsx'] : [];
  const passed = ['--worker', name, '--seconds', options.seconds, '--threads', options.threads];
  return read(process.execPath, [...loader, self, ...passed, ...(options.source ? ['--source'] : [])]);
}

function runTorch(name) {
  const {sizes, batchSize, block} = NETS[name];
  const script = fileURLToPath(new URL('mlp-training.py', import.meta.url));
  const passed = {
    sizes,
    batchSize,
    block,
    rows: ROWS,
    threads,
    seconds,
    fixedBatch: options['fixed-batch'],
    flush: options.flush,
  };
  return read(options.python, [script, JSON.stringify(passed)]);
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
