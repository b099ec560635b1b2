// `npm run demo`: the whole life of a model on a real data set, each command printed before it runs.
// Everything it makes lies in ./demo, which is deleted first.
import {spawn, spawnSync} from 'node:child_process';
import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = join(root, 'bin/run.js');
process.chdir(root);
rmSync('demo', {recursive: true, force: true});

const say = (text) => process.stdout.write(`\n# ${text}\n`);
const show = (words) => process.stdout.write(`$ ingot ${words.join(' ')}\n`);

/** Runs one command with its output on the terminal; any status but 0 ends the demo with it. */
function ingot(...words) {
  show(words);
  const {status, signal} = spawnSync(process.execPath, [bin, ...words], {stdio: ['ignore', 'inherit', 'inherit']});
  if (status !== 0) {
    process.stderr.write(`The demo stopped: 'ingot ${words[0]}' ended with ${signal ?? `status ${status}`}.\n`);
    process.exit(status ?? 1);
  }
}

say('Who survived the Titanic? 891 passengers: text, numbers, blanks.');
ingot(
  'data',
  'import',
  'fixtures/titanic.csv',
  '--target',
  'Survived',
  '--role',
  'PassengerId=id',
  '-o',
  'demo/raw.arrow',
);
ingot('data', 'describe', 'demo/raw.arrow');
say('Drop doubles; split before anything is fitted, so that nothing leaks.');
ingot('data', 'clean', 'demo/raw.arrow', '--drop-duplicates', '-o', 'demo/clean.arrow');
ingot('data', 'split', 'demo/clean.arrow', '--ratios', '0.7,0.15,0.15', '--seed', '7', '-o', 'demo/data');
say('Fit scaling, vocabularies and imputation on the training part only; then balance the classes.');
ingot('data', 'normalize', 'demo/data/train.arrow', '-o', 'demo/normal.arrow');
ingot('data', 'augment', 'demo/normal.arrow', '--balance', '--jitter', '0.02', '--seed', '7', '-o', 'demo/train.arrow');
say('A model is an ONNX file from the start: raw columns in, probabilities out.');
ingot(
  'model',
  'init',
  'mlp',
  '--data',
  'demo/train.arrow',
  '--hidden',
  '32,16',
  '--dropout',
  '0.2',
  '--seed',
  '7',
  '-o',
  'demo/model.onnx',
);
say('Train inside ONNX Runtime; the best weights by validation loss are kept.');
ingot(
  'train',
  'demo/model.onnx',
  '--data',
  'demo/train.arrow',
  '--valid',
  'demo/data/valid.arrow',
  '--out',
  'demo/run',
  '--epochs',
  '60',
  '--batch-size',
  '32',
  '--patience',
  '10',
  '--seed',
  '7',
);
say('Measure on rows it has never seen, raw ones: the model knows how to prepare them.');
ingot('eval', 'demo/run', '--data', 'demo/data/test.arrow', '--gate', 'accuracy>=0.7');
say('Export, with the outputs compared on real rows; then serve and ask.');
ingot('export', 'demo/run', '-o', 'demo/titanic.onnx');

const words = ['serve', 'demo/titanic.onnx', '--port', '0'];
show(words);
const server = spawn(process.execPath, [bin, ...words], {stdio: ['ignore', 'pipe', 'inherit']});
const base = await new Promise((resolve, reject) => {
  let text = '';
  server.stdout.on('data', (chunk) => {
    process.stdout.write(chunk);
    text += chunk;
    const match = /http:\/\/[^\s"]+/.exec(text);
    if (match) resolve(match[0]);
  });
  server.on('exit', (code) => reject(new Error(`the server ended with status ${code} before it answered`)));
});
const row = {Pclass: 1, Sex: 'female', Age: 29, SibSp: 0, Parch: 0, Fare: 80, Embarked: 'C'};
const url = `${new URL(base).origin}/v1/models/titanic/predict`;
process.stdout.write(`$ curl -s ${url} -d '${JSON.stringify({rows: [row]})}'\n`);
const answer = await fetch(url, {method: 'POST', body: JSON.stringify({rows: [row]})});
process.stdout.write(`${await answer.text()}\n`);
const ended = new Promise((resolve) => server.removeAllListeners('exit').on('exit', (code) => resolve(code)));
server.kill('SIGTERM');
const status = await ended;
if (!answer.ok || status !== 0) {
  process.stderr.write(`The demo failed: HTTP ${answer.status}, server status ${status}.\n`);
  process.exit(1);
}
say('Done. Everything is in ./demo: Arrow files, an ONNX file, a run folder.');
