// Foreign files fine-tuned, and the gradient of every weight of files too large to train here. Prints two tables.
//
//   node bench/fine-tune.js MODELS MNIST [FILE...]
//
// MODELS: a folder with wonnx-opt-mnist.onnx and mnist-net_256x2.onnx; MNIST: the four IDX files, gzipped; FILE: image networks
// whose gradients are looked at. Needs a build (npm run build). The rows are MNIST digits turned by 90°: 4,000 to train on, the
// first 1,000 of the test digits held back.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {gunzipSync} from 'node:zlib';

const BIN = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const [models = '', mnist = '', ...files] = process.argv.slice(2);
const cwd = mkdtempSync(join(tmpdir(), 'fine-tune-'));

function ingot(...words) {
  const {status, stdout, stderr} = spawnSync(process.execPath, [BIN, ...words, '--json'], {cwd, encoding: 'utf8'});
  if (status !== 0) throw new Error(`${words.join(' ')}: ${stdout}${stderr}`);
  return JSON.parse(stdout);
}

/** @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
function writeNpy(name, dims, data) {
  const shape = `(${dims.join(', ')}${dims.length === 1 ? ',' : ''})`;
  const text = `{'descr': '|u1', 'fortran_order': False, 'shape': ${shape}, }`;
  const header = Buffer.from(`${text.padEnd(117)}\n`);
  const start = Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), Buffer.from([header.length, 0])]);
  writeFileSync(join(cwd, name), Buffer.concat([start, header, data]));
}

function makeRows(part, prefix, count) {
  const read = (name, skip) => gunzipSync(readFileSync(join(mnist, `${prefix}-${name}-ubyte.gz`))).subarray(skip);
  const images = read('images-idx3', 16);
  const turned = new Uint8Array(count * 784);
  for (let at = 0; at < turned.length; at += 1) {
    const [row, x, y] = [Math.floor(at / 784), at % 28, Math.floor(at / 28) % 28];
    turned[at] = images[row * 784 + x * 28 + (27 - y)];
  }
  writeNpy(`${part}-x.npy`, [count, 28, 28], turned);
  writeNpy(`${part}-y.npy`, [count], read('labels-idx1', 8).subarray(0, count));
  const columns = [`image=${part}-x.npy`, `label=${part}-y.npy`, '--target', 'label', '--kind', 'label=category'];
  ingot('data', 'import', ...columns, '-o', `${part}.arrow`);
}

const accuracy = (model) => ingot('eval', model, '--data', 'test.arrow').metrics.accuracy.value.toFixed(3);

const cases = [
  {file: 'mnist-net_256x2.onnx', words: ['--scale', '0.00392156862745098'], last: 'layers.4.*', rate: '0.001'},
  {file: 'wonnx-opt-mnist.onnx', words: [], last: 'Parameter19?*', rate: '0.0001'},
];

function tune() {
  makeRows('train', 'train', 4000);
  makeRows('test', 't10k', 1000);
  ingot('data', 'normalize', 'train.arrow', '--numeric', 'none', '-o', 'ready.arrow');
  console.log(
    '| file | as it came | all weights | last layer | LoRA rank 8 | new head, all weights |\n|---|---|---|---|---|---|',
  );
  for (const {file, words, last, rate} of cases) {
    const path = join(models, file);
    ingot('model', 'import', path, '--data', 'ready.arrow', ...words, '-o', 'm.onnx');
    ingot('model', 'import', path, '--data', 'ready.arrow', ...words, '--head', 'auto', '-o', 'head.onnx');
    const train = (model, ...more) => {
      const run = ['--data', 'ready.arrow', '--epochs', '5', '--out', 'run', '--force', '--learning-rate', rate];
      ingot('train', model, ...run, ...more);
      return accuracy('run');
    };
    const cells = [
      ...[accuracy('m.onnx'), train('m.onnx'), train('m.onnx', '--train', last)],
      ...[train('m.onnx', '--lora', '8', '--lora-targets', '*'), train('head.onnx')],
    ];
    console.log(`| ${[file, ...cells].join(' | ')} |`);
  }
}

/** One step of SGD from the file's own weights: a gradient that is there moves its weight by rate · gradient. */
async function differentiate(path) {
  const lib = await import('../lib/index.js');
  const {buildTrainingProgram, createSession, encodeModel, openNetwork, readModel, readSignature} = lib;
  const classes = basename(path).startsWith('light') ? 1000 : 10;
  ingot('model', 'import', path, '--classes', Array.from({length: classes}, (_, k) => k).join(), '-o', 'm.onnx');
  const model = await readModel(join(cwd, 'm.onnx'));
  const signature = readSignature(model);
  const {graph: network, parameters} = openNetwork(model, signature);
  const common = {network, logits: signature.logits, parameters, loss: 'cross-entropy'};
  const program = buildTrainingProgram({...common, optimizer: 'sgd', seed: 0, packedBelow: 0});
  const session = await createSession(encodeModel(program.model), {threads: 2});
  const [{name, dims}] = program.dataInputs;
  const pixels = Float32Array.from({length: 2 * dims.reduce((a, b) => a * b, 1)}, (_, at) => Math.sin(at * 0.7) + 0.1);
  const feeds = {
    ...program.pack(network.initializers),
    [name]: {dtype: 'float32', dims: [2, ...dims], data: pixels},
    [program.targetInput.name]: {dtype: 'int32', dims: [2], data: Int32Array.of(1, 3)},
    ...program.stepFeeds({
      ...{firstStep: 1, indices: Int32Array.of(0, 1), batchSize: 2, lengths: [2], learningRates: [1]},
    }),
  };
  const outputs = await session.run(feeds);
  await session.close();
  const after = program.unpack(outputs).parameters;
  const isFinite = parameters.every((weight) => after.get(weight).data.every(Number.isFinite));
  const numbers = parameters.reduce((sum, weight) => sum + after.get(weight).data.length, 0);
  return [basename(path), parameters.length, numbers, isFinite ? 'finite' : 'NOT FINITE'];
}

tune();
console.log('\n| file | weights with a gradient | numbers | gradients |\n|---|---|---|---|');
for (const file of files) console.log(`| ${(await differentiate(file)).join(' | ')} |`);
rmSync(cwd, {recursive: true});
