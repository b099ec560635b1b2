// What the parts of a network cost in training: the CPU time of one step of 32-128-128-1, Adam, batches of 128, on one
// thread, for every activation, norm and residual blocks. CPU time, so that a busy machine disturbs little; the least of
// several blocks. With PYTHON set, PyTorch's own modules beside them. Needs `npm run build`.
//
//   [PYTHON=python3] node bench/network-parts.js [--blocks 12] [--only plain,batch,mish]
import {spawnSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {Random} from '../lib/core/index.js';
import {architectures} from '../lib/models/index.js';
import {activations} from '../lib/nn/index.js';
import {encodeModel} from '../lib/onnx/index.js';
import {OpGraph, stateInitializers} from '../lib/ops/index.js';
import {createSession, flushDenormals} from '../lib/runtime/index.js';
import {buildTrainingProgram} from '../lib/train/program.js';

const {values: options} = parseArgs({
  options: {blocks: {type: 'string', default: '12'}, only: {type: 'string'}},
});
const [WIDTH, HIDDEN, BATCH, STEPS, ROWS] = [32, [128, 128], 128, 50, 4096];

const variants = {
  plain: {},
  layer: {norm: 'layer'},
  batch: {norm: 'batch'},
  residual: {residual: true},
  ...Object.fromEntries(activations.names().map((activation) => [activation, {activation}])),
};
const names = options.only?.split(',') ?? Object.keys(variants);

await flushDenormals(); // as `ingot train` does
const running = await Promise.all(
  names.map(async (name) => ({name, run: await prepare(variants[name]), best: Infinity})),
);
for (let block = 0; block < Number(options.blocks); block += 1)
  for (const part of running) part.best = Math.min(part.best, await part.run(1 + block * STEPS));

const python = process.env.PYTHON && pythonTimes();
for (const {name, best} of running)
  console.log(
    name.padEnd(14),
    `${best.toFixed(0)} us`.padStart(8),
    python?.[name] ? `PyTorch ${python[name].toFixed(0)} us` : '',
  );

/** @returns a function that takes STEPS steps and gives the CPU time of one in microseconds */
async function prepare(given) {
  const mlp = architectures.get('mlp');
  const g = new OpGraph({name: 'network'});
  const context = {entry: [g.input('x', 'float32', ['batch', WIDTH])], vocabularySizes: [], outputs: 1};
  g.output(mlp.build(g, {...context, options: mlp.resolve({hidden: HIDDEN, ...given}), random: new Random(1)}));
  const network = g.build();
  const statistics = stateInitializers(network);
  const parameters = [...network.initializers.keys()].filter(
    (name) => /_\d+\.(weight|bias|scale|slope)$/.test(name) && !statistics.includes(name),
  );
  const common = {network, logits: 'logits', parameters};
  const program = buildTrainingProgram({...common, loss: 'mse', optimizer: 'adam', seed: 1});
  const session = await createSession(encodeModel(program.model), {threads: 1});
  const random = new Random(2);
  const numbers = (dims) => ({
    dtype: 'float32',
    dims,
    data: Float32Array.from({length: dims.reduce((a, b) => a * b)}, () => random.normal()),
  });
  const data = {x: numbers([ROWS, WIDTH]), [program.targetInput.name]: numbers([ROWS])};
  const steps = {
    indices: Int32Array.from({length: STEPS * BATCH}, (_, index) => index % ROWS),
    batchSize: BATCH,
    lengths: Array(STEPS).fill(BATCH),
    learningRates: Array(STEPS).fill(1e-3),
  };
  let state = program.pack(network.initializers);
  return async (firstStep) => {
    const begun = process.cpuUsage();
    state = program.stateFeeds(await session.run({...state, ...data, ...program.stepFeeds({...steps, firstStep})}));
    const {user, system} = process.cpuUsage(begun);
    return (user + system) / STEPS;
  };
}

function pythonTimes() {
  const script = fileURLToPath(new URL('network-parts.py', import.meta.url));
  const {status, stdout, stderr} = spawnSync(process.env.PYTHON, [script], {encoding: 'utf8'});
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
