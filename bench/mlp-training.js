// Speed of training beside PyTorch eager with its fused Adam: multilayer perceptrons, Adam, cross-entropy, the picking
// of each batch's rows included on both sides. Separate processes, alternated, so that neither disturbs the other;
// best and median block of all rounds. Needs `npm run build` (or --source) and a Python with torch.
//
//   PYTHON=python3 node bench/mlp-training.js [--rounds 5] [--seconds 2] [--threads 2] [--only small,medium,large]
//                                             [--fixed-batch] [--flush] [--source] [--json]
//
// --flush: PyTorch takes subnormal numbers for zero too (torch.set_flush_denormal; not its default, it is ours).
// --fixed-batch: PyTorch reuses one batch and picks no rows (ours always does).
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {alternate, buildMlp, clock, COMMON_OPTIONS, loadIngot, printTable, read, timeProgram} from './side-by-side.js';

const {values: options} = parseArgs({
  options: {
    ...COMMON_OPTIONS,
    'fixed-batch': {type: 'boolean', default: false},
    flush: {type: 'boolean', default: false},
  },
});

/** `limit`: the share of PyTorch's time per step that is asked for. `block`: steps timed together, one Loop of ours. */
const NETS = {
  small: {sizes: [10, 64, 64, 2], batchSize: 32, block: 100, limit: 0.25},
  medium: {sizes: [784, 256, 128, 10], batchSize: 128, block: 100, limit: 0.65},
  large: {sizes: [1024, 1024, 1024, 1024, 10], batchSize: 256, block: 20, limit: 0.65},
};
const ROWS = 8192;
const threads = Number(options.threads);
const seconds = Number(options.seconds);

if (options.worker) console.log(JSON.stringify(await measureOurs(NETS[options.worker])));
else compare();

/** @returns `{best, median}` in milliseconds a step, over blocks */
async function measureOurs({sizes, batchSize, block}) {
  const parts = ['core/index', 'models/index', 'onnx/index', 'ops/index', 'runtime/index', 'train/program'];
  const ingot = await loadIngot(parts, options);
  const {Random, buildTrainingProgram, createSession, encodeModel, flushDenormals} = ingot;
  const {network, parameters, width, classes} = buildMlp(ingot, sizes);
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
  const now = clock(false);
  const weights = network.initializers;
  return timeProgram({program, session, weights, data, rows: ROWS, batchSize, block, seconds, now});
}

function compare() {
  const names = options.only ? options.only.split(',') : Object.keys(NETS);
  const rows = alternate(names, Number(options.rounds), {torch: runTorch, ours: runOurs});
  if (options.json) return console.log(JSON.stringify(rows, undefined, 2));
  const batch = options['fixed-batch'] ? 'PyTorch on one fixed batch' : 'rows of each batch picked on both sides';
  printTable(rows, {
    threads,
    note: `Adam (PyTorch: fused), cross-entropy; ms a step, best / median of ${options.rounds} rounds; ${batch}`,
    columns: ['network', 'batch'],
    cells: ({name}) => ({own: [NETS[name].sizes.join('-'), NETS[name].batchSize], limit: NETS[name].limit}),
    digits: 3,
  });
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
