// Every example in the help runs as it stands: in a folder with the files the README's pipeline makes.
import {spawn} from 'node:child_process';
import {chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {expect} from 'chai';
import {posts} from '../support/posts.js';
import {writeKeywords} from '../support/keywords.js';
import {makeShapes} from '../support/shapes.js';
import {zipOf} from '../support/zip.js';
import {BIN, fixture, ingot, removeFolders, ROOT, temporaryFolder} from '../support/cli.js';

interface Example {
  readonly description: string;
  readonly command: string;
}
const manifest = JSON.parse(readFileSync(join(ROOT, 'oclif.manifest.json'), 'utf8')) as {
  readonly commands: Readonly<Record<string, {readonly examples?: readonly Example[]}>>;
};

/** Forty rows of `x`, 3×12×12, and one of three kinds. */
function photos(): string {
  const rows = Array.from({length: 40}, (_, row) => {
    const pixel = (at: number): number => Math.round(100 * Math.sin((row % 3) + at + row / 40)) / 100;
    const plane = (channel: number): number[][] =>
      Array.from({length: 12}, (_line, y) => Array.from({length: 12}, (_pixel, x) => pixel(channel + y * x)));
    return JSON.stringify({x: [plane(0), plane(1), plane(2)], kind: ['left', 'middle', 'right'][row % 3]});
  });
  return `${rows.join('\n')}\n`;
}

/** Two hundred days of one column, and of two shops. */
function days(): {temperatures: string; shops: string} {
  const day = (at: number): string => new Date(Date.UTC(2024, 0, 1 + at)).toISOString().slice(0, 10);
  const wave = (at: number): string => (10 + 5 * Math.sin(at / 4)).toFixed(2);
  const all = Array.from({length: 200}, (_, at) => at);
  return {
    temperatures: ['date,celsius', ...all.map((at) => `${day(at)},${wave(at)}`), ''].join('\n'),
    shops: [
      'day,shop,sales',
      ...all.flatMap((at) => ['n', 's'].map((shop) => `${day(at)},${shop},${wave(at)}`)),
      '',
    ].join('\n'),
  };
}

/** Rows of the fixture used here: enough to train on, few enough to run every example. */
const ROW_COUNT = 400;

describe('the examples of the help', function () {
  this.timeout(180_000);
  let prepared = '';
  let shimFolder = '';

  before(async () => {
    prepared = temporaryFolder();
    shimFolder = temporaryFolder();
    writeFileSync(join(shimFolder, 'ingot'), `#!/bin/sh\nexec "${process.execPath}" "${BIN}" "$@"\n`);
    chmodSync(join(shimFolder, 'ingot'), 0o755);
    const lines = readFileSync(fixture('housing.csv'), 'utf8').split('\n');
    const sampled = lines.filter((line, index) => index === 0 || (line !== '' && index % 12 === 0));
    writeFileSync(join(prepared, 'housing.csv'), `${sampled.slice(0, ROW_COUNT + 1).join('\n')}\n`);
    const featuresOnly = sampled.slice(0, 21).map((line) =>
      line
        .split(',')
        .filter((_, index) => index !== 8)
        .join(','),
    );
    writeFileSync(join(prepared, 'new.csv'), `${featuresOnly.join('\n')}\n`);
    cpSync(fixture('titanic.csv'), join(prepared, 'titanic.csv'));
    cpSync(fixture('foreign/resnet-torchscript.onnx'), join(prepared, 'foreign.onnx'));
    const part = ['x,y', ...Array.from({length: 20}, (_, row) => `${String(row / 3)},${String(row)}`), ''].join('\n');
    mkdirSync(join(prepared, 'shards'));
    writeFileSync(join(prepared, 'shards/1.csv.gz'), gzipSync(part));
    writeFileSync(join(prepared, 'parts.zip'), zipOf([{name: '2024/may.csv', content: part}]));
    writeFileSync(join(prepared, 'photos.jsonl'), photos());
    writeFileSync(join(prepared, 'posts.csv'), posts(40));
    const {temperatures, shops} = days();
    writeFileSync(join(prepared, 'temperatures.csv'), temperatures);
    writeFileSync(join(prepared, 'shops.csv'), shops);
    const messages = Array.from(
      {length: 40},
      (_, row) => `message ${String(row % 10)} of ${'many '.repeat(row % 3)}words`,
    );
    writeFileSync(join(prepared, 'messages.csv'), ['text', ...messages, ''].join('\n'));
    cpSync(fixture('digits.npz'), join(prepared, 'digits.npz'));
    makeShapes(prepared);
    writeKeywords(join(prepared, 'spoken'), 6);
    writeFileSync(join(prepared, 'key.txt'), 'a key of more than sixteen bytes\n');
    writeFileSync(join(prepared, 'train.yaml'), 'train:\n  epochs: 2\n');
    mkdirSync(join(prepared, 'runs'));
    for (const step of [
      'data import housing.csv --target median_house_value -o raw.arrow',
      'data clean raw.arrow --drop-duplicates -o clean.arrow',
      'data split clean.arrow --ratios 0.8,0.1,0.1 --seed 1 -o data',
      'data normalize data/train.arrow -o train.arrow',
      'model init mlp --data train.arrow --hidden 8 --seed 1 -o model.onnx',
      'train model.onnx --data train.arrow --valid data/valid.arrow --out runs/first --epochs 40 --learning-rate 0.01 --threads 1',
      'train model.onnx --data train.arrow --valid data/valid.arrow --out runs/wide --epochs 2 --seed 1 --threads 1',
      'train model.onnx --data train.arrow --out runs/lora --epochs 2 --lora 2 --lora-targets dense_* --threads 1',
      'export runs/first -o housing.onnx',
      'data import photos.jsonl --target kind -o photos-raw.arrow',
      'data import temperatures.csv -o temperatures.arrow',
      'data import messages.csv --kind text=text -o messages.arrow',
      'data tokenize messages.arrow --column text --pack 16 -o blocks.arrow',
      'data normalize blocks.arrow -o tokens.arrow',
      'model init gru --data tokens.arrow --units 8 -o writer.onnx',
      'train writer.onnx --data tokens.arrow --out runs/writer --epochs 2 --threads 1',
      'data normalize photos-raw.arrow --numeric none -o photos.arrow',
      'data import spoken --sample-rate 8000 --duration 400ms -o clips.arrow',
      'data import titanic.csv --target Survived -o passengers-raw.arrow',
      'data normalize passengers-raw.arrow -o passengers.arrow',
      'model init mlp --data passengers.arrow --hidden 8 --seed 1 -o survival.onnx',
      'train survival.onnx --data passengers.arrow --out runs/survival --epochs 10 --learning-rate 0.01 --threads 1',
    ]) {
      const {status, stderr} = await ingot(step.split(' '), {cwd: prepared});
      expect(status, `${step}: ${stderr}`).to.equal(0);
    }
  });
  after(removeFolders);

  for (const [id, {examples = []}] of Object.entries(manifest.commands))
    for (const {description, command} of examples)
      it(`ingot ${id.replaceAll(':', ' ')}: ${description}`, async () => {
        const cwd = temporaryFolder();
        cpSync(prepared, cwd, {recursive: true});
        const line = command.replaceAll('<%= config.bin %>', 'ingot');
        const serves = id === 'serve';
        const {status, stderr} = await shell(
          line,
          cwd,
          `${shimFolder}${delimiter}${process.env['PATH'] ?? ''}`,
          serves,
        );
        // doctor asked for a device that is not here says so with 6: that is its answer.
        const fine = id === 'doctor' ? [0, 6] : [0];
        expect(fine, `${line}\n${stderr}`).to.include(status);
      });
});

/** Runs one line of shell; a server is stopped by SIGTERM once it has said where it listens. */
function shell(
  line: string,
  cwd: string,
  path: string,
  serves: boolean,
): Promise<{status: number | null; stderr: string}> {
  // `exec` puts the server itself, not a shell, at the end of the signal.
  const child = spawn('bash', ['-o', 'pipefail', '-c', serves ? `exec ${line}` : line], {
    cwd,
    env: {...process.env, PATH: path, NODE_OPTIONS: '', CI: '1', NO_COLOR: '1'},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const read = (chunk: Buffer): void => {
    output += String(chunk);
    // Once: a second signal kills at once.
    if (serves && !child.killed && /http:\/\/[\d.[]/.test(output)) child.kill('SIGTERM');
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  return new Promise((resolve) => {
    child.on('close', (status) => {
      resolve({status, stderr: output});
    });
  });
}
