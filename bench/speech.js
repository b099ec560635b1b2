// Spoken digits through the command line: imports clips that lists name, makes mel bands, trains a convolutional network
// and prints its accuracy on the test clips of the set, and what each step took.
//
//   node bench/speech.js RECORDINGS [--epochs 8] [--transform log-mel:mels=40]
//
// RECORDINGS holds the WAV files of the Free Spoken Digit Dataset, {digit}_{speaker}_{n}.wav; n from 0 to 4 is its test part.
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

const {values: options, positionals} = parseArgs({
  allowPositionals: true,
  options: {epochs: {type: 'string', default: '8'}, transform: {type: 'string', default: 'log-mel'}},
});
const [recordings] = positionals;
if (recordings === undefined) throw new Error('Give the folder of the recordings.');

const bin = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const cwd = mkdtempSync(join(tmpdir(), 'ingot-speech-'));
const ingot = (...words) => {
  const start = performance.now();
  const output = execFileSync(process.execPath, [bin, ...words], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  console.log(`${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s  ingot ${words.join(' ')}`);
  return output;
};

try {
  const clips = readdirSync(recordings)
    .map((name) => ({name, parts: /^(\d)_([a-z]+)_(\d+)\.wav$/.exec(name)}))
    .filter(({parts}) => parts !== null);
  for (const part of ['train', 'test']) {
    const rows = clips.filter(({parts}) => Number(parts[3]) < 5 === (part === 'test'));
    const lines = rows.map(({name, parts}) => `${resolve(recordings, name)},${parts[1]},${parts[2]}`);
    writeFileSync(join(cwd, `${part}.csv`), `file,digit,speaker\n${lines.join('\n')}\n`);
    ingot('data', 'import', `${part}.csv`, '--media', 'file', '--target', 'digit', '--kind', 'digit=category',
      '--ignore', 'speaker', '--sample-rate', '8000', '--duration', '1s', '-o', `${part}.arrow`); // prettier-ignore
  }
  ingot('data', 'split', 'train.arrow', '--ratios', '0.9,0.1,0', '--seed', '1', '-o', 'data');
  ingot('data', 'normalize', 'data/train.arrow', '--transform', `audio=${options.transform}`, '-o', 'ready.arrow');
  ingot('model', 'init', 'convnet', '--data', 'ready.arrow', '--seed', '1', '-o', 'model.onnx');
  ingot(
    'train',
    'model.onnx',
    '--data',
    'ready.arrow',
    '--valid',
    'data/valid.arrow',
    '--epochs',
    options.epochs,
    '--out',
    'run',
  );
  ingot('export', 'run', '-o', 'digits.onnx');
  const {metrics} = JSON.parse(ingot('eval', 'digits.onnx', '--data', 'test.arrow', '--json'));
  console.log(`accuracy on the test clips: ${JSON.stringify(metrics.accuracy)}`);
} finally {
  rmSync(cwd, {recursive: true, force: true});
}
