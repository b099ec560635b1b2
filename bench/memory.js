// Peak resident memory of a training process beside PyTorch's: the same multilayer perceptrons, Adam, cross-entropy, rows
// in memory; each in a process of its own. `started` is the process with its libraries loaded, before any network.
// The last rows compare a deep network at once, with --recompute, and in parts. Needs `npm run build` and a Python with torch.
//
//   PYTHON=python3 node bench/memory.js [--threads 2] [--only medium,large,deep] [--json]
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {buildMlp, loadIngot, read} from './side-by-side.js';

const {values: options} = parseArgs({
  options: {
    python: {type: 'string', default: process.env.PYTHON ?? 'python3'},
    threads: {type: 'string', default: '2'},
    only: {type: 'string', default: 'medium,large,deep'},
    json: {type: 'boolean', default: false},
    /** Used by this script for its own processes: settings as JSON. */
    worker: {type: 'string'},
  },
});

const NETS = {
  medium: {sizes: [784, 256, 128, 10], batchSize: 128, rows: 8192},
  large: {sizes: [1024, 1024, 1024, 1024, 10], batchSize: 256, rows: 8192},
  deep: {
    sizes: [64, ...Array.from({length: 32}, () => 256), 10],
    batchSize: 8192,
    rows: 8192,
    variants: [{}, {recompute: true}, {partRows: 1024}],
  },
};
const STEPS = 20;
/** Steps in one run. */
const BLOCK = 5;

if (options.worker) console.log(JSON.stringify(await measureOurs(JSON.parse(options.worker))));
else compare();

async function measureOurs({sizes, batchSize, rows, recompute, partRows}) {
  const parts = ['core/index', 'models/index', 'ops/index', 'runtime/index', 'train/ort-engine', 'train/settings'];
  const ingot = await loadIngot(parts, options);
  const {Random, createOrtEngine, flushDenormals, resolveSettings} = ingot;
  await flushDenormals();
  const started = peak();
  const {network, parameters, width, classes} = buildMlp(ingot, sizes);
  const random = new Random(2);
  const x = new Float32Array(rows * width);
  for (let at = 0; at < x.length; at += 1) x[at] = random.uniform();
  const target = Int32Array.from({length: rows}, () => random.integer(classes));
  const given = {threads: Number(options.threads), batchSize: partRows ?? batchSize, recompute};
  const settings = resolveSettings({...given, accumulate: partRows ? batchSize / partRows : 1}, false);
  const engine = await createOrtEngine({
    network: {graph: network, parameters, statistics: [], weights: network.initializers},
    ...{logits: 'logits', loss: 'cross-entropy', lossOptions: {}, settings, rates: new Map(), device: {name: 'cpu'}},
    train: {rowCount: rows, entry: [{name: 'x', dtype: 'float32', width, data: x}], target},
  });
  for (let firstStep = 1; firstStep <= STEPS; firstStep += BLOCK) {
    const indices = Int32Array.from({length: BLOCK * batchSize}, () => random.integer(rows));
    const each = (value) => Array.from({length: BLOCK}, () => value);
    const lengths = each(batchSize);
    await engine.run({firstStep, indices, lengths, totals: lengths, learningRates: each(1e-3)});
  }
  const {version} = (await import('onnxruntime-node/package.json', {with: {type: 'json'}})).default;
  return {peakKiB: peak(), startedKiB: started, version: `onnxruntime-node ${version}, node ${process.versions.node}`};
}

function peak() {
  return process.resourceUsage().maxRSS;
}

function compare() {
  const rows = options.only.split(',').flatMap((name) => {
    const {variants = [{}], ...net} = NETS[name];
    const torch = read(options.python, [
      fileURLToPath(new URL('memory.py', import.meta.url)),
      JSON.stringify({...net, steps: STEPS, threads: Number(options.threads)}),
    ]);
    return variants.map((variant) => {
      const settings = JSON.stringify({...net, ...variant});
      const self = [fileURLToPath(import.meta.url), '--threads', options.threads, '--worker', settings];
      return {name, variant: Object.keys(variant).join() || 'plain', torch, ours: read(process.execPath, self)};
    });
  });
  if (options.json) return console.log(JSON.stringify(rows, undefined, 2));
  const mebibytes = (kibibytes) => String(Math.round(kibibytes / 1024));
  console.log(`${rows[0].torch.version}; ${rows[0].ours.version}; MiB, peak (of it before the network)\n`);
  for (const {name, variant, torch, ours} of rows) {
    const both = [torch, ours].map((side) => `${mebibytes(side.peakKiB)} (${mebibytes(side.startedKiB)})`.padEnd(14));
    console.log(`${name.padEnd(8)}${variant.padEnd(12)}${both.join('')}${(ours.peakKiB / torch.peakKiB).toFixed(2)}`);
  }
}
