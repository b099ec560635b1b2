// Speed of training beside TensorFlow.js on its WebAssembly backend: two of the networks of mlp-training.js, Adam,
// cross-entropy, the picking of each batch's rows included on both sides. Separate processes, alternated. The peer is
// installed into a folder of its own, from the package registry, and deleted afterwards: it is no dependency.
//
//   npm run build && node bench/mlp-training-tfjs.js [--rounds 5] [--seconds 2] [--threads 2] [--peer FOLDER]
//
// --peer: where TensorFlow.js is installed already (FOLDER/node_modules/@tensorflow).
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {cpus, loadavg, tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {read, summary} from './side-by-side.js';

const VERSION = '4.22.0';
const NETS = {
  small: {sizes: [10, 64, 64, 2], batchSize: 32, block: 20},
  medium: {sizes: [784, 256, 128, 10], batchSize: 128, block: 5},
};
const ROWS = 8192;

const {values: options} = parseArgs({
  options: {
    rounds: {type: 'string', default: '5'},
    seconds: {type: 'string', default: '2'},
    threads: {type: 'string', default: '2'},
    peer: {type: 'string'},
    /** Used by this script for its own processes. */
    worker: {type: 'string'},
  },
});

if (options.worker) console.log(JSON.stringify(await measurePeer(NETS[options.worker], options.peer)));
else compare();

/** @returns `{best, median}` in milliseconds a step, over blocks */
async function measurePeer({sizes, batchSize, block}, folder) {
  const require = createRequire(join(folder, 'package.json'));
  const tf = require('@tensorflow/tfjs');
  const wasm = require('@tensorflow/tfjs-backend-wasm');
  wasm.setThreadsCount(Number(options.threads));
  wasm.setWasmPaths(`${join(folder, 'node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`);
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js has no WebAssembly backend here.');
  await tf.ready();

  const width = sizes[0];
  const classes = sizes.at(-1);
  const layers = sizes.slice(1).map((units, index) => ({
    weight: tf.variable(tf.randomNormal([sizes[index], units], 0, Math.sqrt(2 / sizes[index]))),
    bias: tf.variable(tf.zeros([units])),
  }));
  const x = tf.randomUniform([ROWS, width]);
  const y = tf.oneHot(
    Int32Array.from({length: ROWS}, () => Math.floor(Math.random() * classes)),
    classes,
  );
  const optimizer = tf.train.adam(1e-3);
  const step = () => {
    tf.tidy(() => {
      const rows = tf.tensor1d(
        Int32Array.from({length: batchSize}, () => Math.floor(Math.random() * ROWS)),
        'int32',
      );
      const [inputs, targets] = [tf.gather(x, rows), tf.gather(y, rows)];
      optimizer.minimize(() => {
        const logits = layers.reduce((from, {weight, bias}, index) => {
          const sum = tf.add(tf.matMul(from, weight), bias);
          return index === layers.length - 1 ? sum : tf.relu(sum);
        }, inputs);
        return tf.losses.softmaxCrossEntropy(targets, logits);
      });
    });
  };
  const run = () => {
    const start = performance.now();
    for (let count = 0; count < block; count += 1) step();
    layers[0].bias.dataSync();
    return (performance.now() - start) / block;
  };
  run();
  const times = [];
  for (const end = performance.now() + Number(options.seconds) * 1000; performance.now() < end;) times.push(run());
  return {
    ...summary(times),
    version: `TensorFlow.js ${tf.version.tfjs}, WebAssembly with SIMD, threads: ${String(wasm.getThreadsCount())}`,
  };
}

function compare() {
  const folder = options.peer ?? mkdtempSync(join(tmpdir(), 'ingot-bench-'));
  try {
    if (!options.peer) install(folder);
    for (const name of Object.keys(NETS)) {
      const rounds = Array.from({length: Number(options.rounds)}, () => [runPeer(name, folder), runOurs(name)]);
      const [peer, ours] = [0, 1].map((side) => ({
        best: Math.min(...rounds.map((round) => round[side].best)),
        median: summary(rounds.map((round) => round[side].median)).median,
        version: rounds[0][side].version,
      }));
      if (name === 'small')
        console.log(
          `${cpus()[0].model}, ${String(cpus().length)} processors, load ${loadavg()[0].toFixed(1)}\n` +
            `${peer.version}; ${ours.version}, threads: ${options.threads}\n` +
            'ms a step, best / median of the rounds; how many times faster\n',
        );
      const {sizes, batchSize} = NETS[name];
      const pair = ({best, median}) => `${best.toFixed(3)} / ${median.toFixed(3)}`;
      const faster = `${(peer.best / ours.best).toFixed(1)} / ${(peer.median / ours.median).toFixed(1)}`;
      console.log(
        `${sizes.join('-').padEnd(16)} batch ${String(batchSize).padEnd(5)} TensorFlow.js ${pair(peer)}   ingot ${pair(ours)}   ${faster}`,
      );
    }
  } finally {
    if (!options.peer) rmSync(folder, {recursive: true, force: true});
  }
}

function install(folder) {
  const packages = ['tfjs', 'tfjs-backend-wasm'].map((name) => `@tensorflow/${name}@${VERSION}`);
  const words = ['install', '--silent', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', folder, ...packages];
  const {status} = spawnSync('npm', words, {stdio: ['ignore', 2, 2], shell: process.platform === 'win32'});
  if (status !== 0) throw new Error('TensorFlow.js could not be installed: is the package registry within reach?');
}

function runPeer(name, folder) {
  const self = fileURLToPath(import.meta.url);
  return read(process.execPath, [
    self,
    '--worker',
    name,
    '--seconds',
    options.seconds,
    '--threads',
    options.threads,
    '--peer',
    folder,
  ]);
}

function runOurs(name) {
  const script = fileURLToPath(new URL('mlp-training.js', import.meta.url));
  return read(process.execPath, [script, '--worker', name, '--seconds', options.seconds, '--threads', options.threads]);
}
