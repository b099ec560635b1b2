// How long a large model takes to be read and written, and how much memory: a file of 100 MB (25 weights of 4 MB), each
// measured in a process of its own. Run: npm run build && node bench/model-file.js [MEGABYTES]
// Prints the median of 5 and the growth of the peak resident memory over that of a process that only loads ingot.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {makeModel, readModel, writeModel} from '../lib/index.js';

const COUNT = 5;
const TENSORS = 25;
const [first = '100', ...rest] = process.argv.slice(2);

function syntheticModel(megabytes) {
  const length = Math.round((megabytes * 1e6) / TENSORS / 4);
  const weights = Array.from({length: TENSORS}, (_, index) => [
    `w${String(index)}`,
    {dtype: 'float32', dims: [length], data: new Float32Array(length).fill(index + 0.5)},
  ]);
  const value = (name) => ({name, dtype: 'float32', shape: [length]});
  const nodes = weights.map(([name], index) => ({
    opType: 'Add',
    domain: '',
    name: `add_${String(index)}`,
    inputs: [index === 0 ? 'x' : `h${String(index - 1)}`, name],
    outputs: [index === TENSORS - 1 ? 'y' : `h${String(index)}`],
    attributes: {},
  }));
  const ends = {inputs: [value('x')], outputs: [value('y')], values: new Map()};
  return makeModel({graph: {name: 'large', ...ends, nodes, initializers: new Map(weights)}});
}

/** In a process of its own: what one thing takes. */
async function measure(what, path) {
  const model = what === 'write' ? syntheticModel(Number(rest[1])) : undefined;
  const before = process.resourceUsage().maxRSS;
  const begun = performance.now();
  if (what === 'read') await readModel(path);
  if (what === 'write' && model) await writeModel(`${path}.copy`, model);
  console.log(JSON.stringify({ms: performance.now() - begun, growthKiB: process.resourceUsage().maxRSS - before}));
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'ingot-bench-'));
  const path = join(folder, 'large.onnx');
  await writeModel(path, syntheticModel(Number(first)));
  const sizeBytes = statSync(path).size;
  console.log(`file ${(sizeBytes / 1e6).toFixed(1)} MB`);
  for (const what of ['read', 'write']) {
    const results = Array.from({length: COUNT}, () => {
      const words = [fileURLToPath(import.meta.url), what, path, first];
      const {stdout, stderr} = spawnSync(process.execPath, words, {encoding: 'utf8'});
      if (stdout === '') throw new Error(stderr);
      return JSON.parse(stdout);
    });
    const times = results.map(({ms}) => ms).sort((a, b) => a - b);
    const growth = Math.max(...results.map(({growthKiB}) => growthKiB * 1024));
    console.log(
      `${what.padEnd(6)} median ${times[(COUNT - 1) / 2].toFixed(0)} ms, fastest ${times[0].toFixed(0)} ms, ` +
        `memory at most ${(growth / sizeBytes).toFixed(2)} times the file`,
    );
  }
  rmSync(folder, {recursive: true});
}

await (first === 'read' || first === 'write' ? measure(first, rest[0]) : main());
