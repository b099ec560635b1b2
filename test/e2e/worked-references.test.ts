// The two worked references, by their own scripts and commands: the 3-2-1 network and the hundred random rows.
import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {ROOT, ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';

interface TraceJson {
  readonly forward: readonly {readonly name: string; readonly values: number[]}[];
  readonly loss: {readonly name: string; readonly value: number};
  readonly gradients: readonly {readonly name: string; readonly values: number[]}[];
  readonly parameters: readonly {readonly name: string; readonly before: number[]; readonly after: number[]}[];
}

const script = (path: string, ...words: string[]): string =>
  execFileSync(process.execPath, [join(ROOT, 'examples', path), ...words], {encoding: 'utf8'});

/** The decimals of the reference are no float32 numbers: equal up to their rounding. */
const ROUNDING = 1e-7;

function expectClose(found: readonly number[] | undefined, expected: readonly number[], name: string): void {
  expect(found, name).to.have.lengthOf(expected.length);
  for (const [index, value] of expected.entries()) expect(found?.[index], name).to.be.closeTo(value, ROUNDING);
}

describe('the 3-2-1 network', function () {
  this.timeout(60_000);
  const row = '{"x1": 1, "x2": 2, "x3": 3, "y": 3}';
  const words = ['--row', row, '--optimizer', 'sgd', '--learning-rate', '0.1'];
  let model = '';
  before(() => {
    model = join(temporaryFolder(), 'three-two-one.onnx');
    script('three-two-one/build.js', model);
  });
  after(removeFolders);

  it('gives the numbers of the calculation by hand', async () => {
    const trace = await ingotJson<TraceJson>(['trace', model, ...words]);
    const forward = Object.fromEntries(trace.forward.map(({name, values}) => [name, values]));
    const gradients = Object.fromEntries(trace.gradients.map(({name, values}) => [name, values]));
    const after = Object.fromEntries(trace.parameters.map(({name, after: values}) => [name, values]));
    expectClose(forward['z'], [2, 3], 'z');
    expectClose(forward['y_hat'], [4.5], 'y');
    expect(trace.loss).to.deep.equal({name: 'half-squared-error', value: 1.125});
    expectClose(gradients['y_hat'], [1.5], 'dL/dy');
    expectClose(gradients['z'], [0.75, 0.75], 'dL/dz');
    expectClose(after['output.weight'], [0.2, 0.05], 'v');
    expectClose(after['output.bias'], [1.85], 'b');
    expectClose(after['hidden.weight'], [0.425, 0.425, 0.35, 0, 0, 0.275], 'w');
    expectClose(after['hidden.bias'], [0.425, 0.925], 'b1, b2');
  });

  it('prints them for people, and the README shows the same', async () => {
    const {stdout, status} = await ingot(['trace', model, ...words]);
    expect(status).to.equal(0);
    for (const line of [
      /z = Gemm\(.*\)\n +2 +3\n/u,
      /y_hat = Gemm\(.*\)\n +4\.5\n/u,
      /half-squared-error\n +1\.125\n/u,
      /output\.weight\[0,0\] +0\.5 +3 +0\.2\n/u,
      /output\.weight\[1,0\] +0\.5 +4\.5 +0\.05\n/u,
      /hidden\.weight\[2,1\] +0\.5 +2\.25 +0\.275\n/u,
      /hidden\.weight\[2,0\] +0 +0 +0\n/u,
    ])
      expect(stdout).to.match(line);
    const readme = readFileSync(join(ROOT, 'examples/three-two-one/README.md'), 'utf8');
    for (const value of ['**4.5**', '**1.125**', '**0.275**', '**0.05**']) expect(readme).to.include(value);
  });

  it('answers a row it cannot use with status 3, naming the column', async () => {
    const cases: readonly [string, RegExp][] = [
      ['{"x1": 1, "x2": 2, "x3": 3}', /target 'y'/u],
      ['{"x1": "one", "x2": 2, "x3": 3, "y": 3}', /x1/u],
      ['{"x1": 1, "x2": 2, "x4": 3, "y": 3}', /x4|x3/u],
      ['{x1: 1}', /no JSON/u],
    ];
    for (const [bad, message] of cases) {
      const result = await ingot(['trace', model, '--row', bad]);
      expect(result.status, bad).to.equal(3);
      expect(result.stderr, bad).to.match(message);
    }
  });

  it('runs one step of ingot train to the same weights', async () => {
    const folder = temporaryFolder();
    const data = join(folder, 'row.csv');
    writeFileSync(data, 'x1,x2,x3,y\n1,2,3,3\n');
    const run = join(folder, 'run');
    const options = ['--epochs', '1', '--batch-size', '1', '--optimizer', 'sgd', '--learning-rate', '0.1'];
    const trained = await ingot(['train', model, '--data', data, '--out', run, ...options]);
    expect(trained.status, trained.stderr).to.equal(0);
    const first = await ingotJson<TraceJson>(['trace', model, ...words]);
    const second = await ingotJson<TraceJson>(['trace', run, ...words]);
    expect(second.parameters.map(({before}) => before)).to.deep.equal(first.parameters.map(({after}) => after));
  });
});

describe('the hundred random rows', function () {
  this.timeout(60_000);
  const example = join(ROOT, 'examples/hundred-by-three');
  const recorded = JSON.parse(readFileSync(join(example, 'pytorch.json'), 'utf8')) as {
    readonly losses: number[];
    readonly targetVariance: number;
  };
  let folder = '';
  const path = (name: string): string => join(folder, name);
  before(async () => {
    folder = temporaryFolder();
    script('hundred-by-three/make-data.js', path('data.csv'));
    for (const words of [
      ['data', 'import', path('data.csv'), '--target', 'y', '-o', path('raw.arrow')],
      [
        'data',
        'normalize',
        path('raw.arrow'),
        '--numeric',
        'none',
        '--target-transform',
        'none',
        '-o',
        path('train.arrow'),
      ],
      [
        'model',
        'init',
        'mlp',
        '--data',
        path('train.arrow'),
        '--hidden',
        '2',
        '--seed',
        '42',
        '-o',
        path('model.onnx'),
      ],
    ])
      await ingotJson(words);
  });
  after(removeFolders);

  it('give PyTorch’s loss at each of the 400 steps, within 1e-5', () => {
    // The script ends with an error status when any step is further off.
    const text = script('hundred-by-three/steps.js', path('model.onnx'), path('train.arrow'));
    expect(text).to.match(/over 400 steps/u);
  });

  it('train through the command line to the same epoch losses, above what noise allows', async () => {
    const options = ['--epochs', '100', '--batch-size', '32', '--optimizer', 'adam', '--learning-rate', '0.001'];
    const words = ['train', path('model.onnx'), '--data', path('train.arrow'), '--out', path('run'), '--seed', '42'];
    await ingotJson([...words, ...options]);
    const lines = readFileSync(path('run/metrics.jsonl'), 'utf8').trim().split('\n');
    const found = lines.map((line) => (JSON.parse(line) as {trainLoss: number}).trainLoss);
    expect(found).to.have.lengthOf(100);
    for (const [epoch, loss] of found.entries()) {
      const [a = NaN, b = NaN, c = NaN, d = NaN] = recorded.losses.slice(4 * epoch, 4 * epoch + 4);
      expect(loss).to.be.closeTo((32 * (a + b + c) + 4 * d) / 100, 1e-5);
    }
    // Eleven parameters on a hundred rows of noise: see the README.
    expect(Math.min(...found)).to.be.above(0.85 * recorded.targetVariance);
  });
});
