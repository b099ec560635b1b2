// Speed of training beside PyTorch eager with its fused Adam: networks over images, Adam, cross-entropy, the picking of
// each batch's rows included on both sides. Needs `npm run build` (or --source) and a Python with torch.
//
//   PYTHON=python3 node bench/cnn-training.js [--rounds 5] [--seconds 2] [--threads 2] [--only cnn,resnet,mobilenet]
//                                             [--cpu] [--plain] [--profile PREFIX] [--source] [--json]
//
// --cpu: CPU time of the process instead of elapsed time: with --threads 1 it means something on a busy machine too.
// --plain: without the runtime's blocked layout, as on a machine where the probe finds none.
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {alternate, clock, COMMON_OPTIONS, loadIngot, printTable, read, timeProgram} from './side-by-side.js';

const {values: options} = parseArgs({
  options: {
    ...COMMON_OPTIONS,
    cpu: {type: 'boolean', default: false},
    plain: {type: 'boolean', default: false},
    profile: {type: 'string'},
  },
});

const relu = {activation: 'relu'};
const norm = {norm: 'batch'};
/**
 * `layers`: before the dense layer of ten logits; cnn-training.py has the same networks. The blocks begin with a
 * normalization, so that the gradient by their input is computed as inside a network. `limit`: the share of PyTorch's
 * time per step that is asked for. `block`: steps timed together, one Loop of ours.
 */
const NETS = {
  cnn: {
    title: 'CNN 28×28 (conv 32, conv 64, pool, 128, 10)',
    shape: [1, 28, 28],
    batchSize: 64,
    limit: 0.9,
    layers: [
      ...[{conv: {filters: 32, padding: 'valid'}}, relu, {conv: {filters: 64, padding: 'valid'}}, relu],
      ...[{pool: 'max'}, {flatten: {}}, {dense: 128}, relu],
    ],
  },
  resnet: {
    title: 'ResNet block, 64 channels 32×32',
    shape: [64, 32, 32],
    batchSize: 32,
    limit: 0.95,
    layers: [norm, {residual: [{conv: 64}, norm, relu, {conv: 64}, norm]}, relu, {'global-pool': 'average'}],
  },
  mobilenet: {
    title: 'MobileNet block, 64 channels 28×28',
    shape: [64, 28, 28],
    batchSize: 32,
    limit: 1,
    layers: [
      ...[norm, {depthwise: 3}, norm, relu, {conv: {filters: 64, kernel: 1}}, norm, relu],
      ...[{'global-pool': 'average'}],
    ],
  },
};
const ROWS = 512;
const BLOCK = 3;
const CLASSES = 10;
const threads = Number(options.threads);
const seconds = Number(options.seconds);

if (options.worker) console.log(JSON.stringify(await measureOurs(NETS[options.worker])));
else compare();

async function measureOurs({shape, batchSize, layers}) {
  const parts = ['core/index', 'models/index', 'onnx/index', 'ops/index', 'passes/index', 'runtime/index'];
  const ingot = await loadIngot([...parts, 'train/blocked-conv', 'train/program'], options);
  const {OpGraph, Random, architectures, buildTrainingProgram, createSession, encodeModel, findConvBlock} = ingot;
  const {flushDenormals, optimizeGraph, stateInitializers} = ingot;
  const g = new OpGraph({name: 'network'});
  const convnet = architectures.get('convnet');
  const context = {entry: [g.input('x', 'float32', ['batch', ...shape])], vocabularySizes: [], outputs: CLASSES};
  g.output(convnet.build(g, {...context, options: convnet.resolve({layers}), random: new Random(1)}));
  const built = g.build();
  const states = stateInitializers(built);
  const variables = [...built.initializers.keys()].filter((name) => !/const_/.test(name));
  const parameters = variables.filter((name) => !states.includes(name));
  // As `ingot train` does.
  await flushDenormals();
  const network = await optimizeGraph(built, {purpose: 'training', variables});
  const program = buildTrainingProgram({
    network,
    logits: 'logits',
    parameters,
    loss: 'cross-entropy',
    optimizer: 'adam',
    seed: 1,
    convBlock: options.plain ? undefined : await findConvBlock(),
  });
  const session = await createSession(encodeModel(program.model), {threads, profilePrefix: options.profile});

  const random = new Random(2);
  const width = shape.reduce((product, size) => product * size, 1);
  const x = Float32Array.from({length: ROWS * width}, () => random.uniform());
  const y = Int32Array.from({length: ROWS}, () => random.integer(CLASSES));
  const data = {
    x: {dtype: 'float32', dims: [ROWS, ...shape], data: x},
    [program.targetInput.name]: {dtype: 'int32', dims: [ROWS], data: y},
  };
  const now = clock(options.cpu);
  const weights = network.initializers;
  return timeProgram({program, session, weights, data, rows: ROWS, batchSize, block: BLOCK, seconds, now});
}

function compare() {
  const names = options.only ? options.only.split(',') : Object.keys(NETS);
  const rows = alternate(names, Number(options.rounds), {torch: runTorch, ours: runOurs});
  if (options.json) return console.log(JSON.stringify(rows, undefined, 2));
  printTable(rows, {
    threads,
    note: `Adam (PyTorch: fused), cross-entropy; ${options.cpu ? 'CPU ms' : 'ms'} a step, best / median of ${options.rounds} rounds; rows of each batch picked on both sides${options.plain ? '; plain layout' : ''}`,
    columns: ['network', 'batch'],
    cells: ({name}) => ({own: [NETS[name].title, NETS[name].batchSize], limit: NETS[name].limit}),
  });
}

function runOurs(name) {
  const self = fileURLToPath(import.meta.url);
  const loader = options.source ? ['--import', 'tsx'] : [];
  const flags = ['source', 'plain', 'cpu'].flatMap((flag) => (options[flag] ? [`--${flag}`] : []));
  const passed = ['--worker', name, '--seconds', options.seconds, '--threads', options.threads];
  return read(process.execPath, [...loader, self, ...passed, ...flags]);
}

function runTorch(name) {
  const {shape, batchSize} = NETS[name];
  const script = fileURLToPath(new URL('cnn-training.py', import.meta.url));
  const passed = {
    name,
    shape,
    batchSize,
    block: BLOCK,
    rows: ROWS,
    classes: CLASSES,
    threads,
    seconds,
    cpu: options.cpu,
  };
  return read(options.python, [script, JSON.stringify(passed)]);
}
