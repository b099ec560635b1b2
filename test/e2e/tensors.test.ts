// Images from an archive of NumPy to a served model.
import {spawn} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {BIN, fixture, ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';

describe('tensor columns through the command line', function () {
  this.timeout(60_000);
  let folder = '';
  const path = (name: string): string => join(folder, name);
  before(async () => {
    folder = temporaryFolder();
    for (const step of [
      `data import ${fixture('digits.npz')} --target label -o raw.arrow`,
      'data clean raw.arrow --drop-duplicates -o clean.arrow',
      'data split clean.arrow --ratios 0.7,0.15,0.15 --seed 1 -o data',
      'data normalize data/train.arrow -o train.arrow',
      'model init mlp --data train.arrow --hidden 32 --seed 1 -o model.onnx',
      'train model.onnx --data train.arrow --valid data/valid.arrow --out run --epochs 25 --learning-rate 0.01 --seed 1 --threads 1',
      'export run -o digits.onnx',
      'data convert data/test.arrow -o test.jsonl',
    ]) {
      const {status, stderr} = await ingot(step.split(' '), {cwd: folder});
      expect(status, `${step}: ${stderr}`).to.equal(0);
    }
  });
  after(removeFolders);

  it('learns the digits', async () => {
    const {metrics} = await ingotJson<{metrics: Record<string, {value: number}>}>([
      'eval',
      path('run'),
      '--data',
      path('data/test.arrow'),
    ]);
    expect(metrics['accuracy']?.value).to.be.greaterThan(0.9);
  });

  it('gives the same prediction from bytes in Arrow, lists in JSON Lines and the exported model', async () => {
    const read = async (model: string, data: string): Promise<string> => {
      const words = ['predict', path(model), '--data', path(data), '-o', path('p.jsonl')];
      const {status, stderr} = await ingot(words);
      expect(status, stderr).to.equal(0);
      return readFileSync(path('p.jsonl'), 'utf8');
    };
    const arrow = await read('run', 'data/test.arrow');
    expect(await read('run', 'test.jsonl')).to.equal(arrow);
    expect(await read('digits.onnx', 'test.jsonl')).to.equal(arrow);
  });

  it('describes and shows them', async () => {
    const {stdout} = await ingot(['data', 'describe', path('raw.arrow')]);
    expect(stdout).to.contain('tensor 8×8 uint8');
    const {rows} = await ingotJson<{rows: {image: number[][]}[]}>(['data', 'head', path('raw.arrow'), '-n', '1']);
    expect(rows[0]?.image.length).to.equal(8);
    const model = await ingotJson<{inputs: {name: string; dtype: string; shape: unknown}[]}>([
      'model',
      'show',
      path('digits.onnx'),
    ]);
    expect(model.inputs[0])
      .to.include({name: 'image', dtype: 'uint8'})
      .and.deep.include({shape: ['batch', 8, 8]});
  });

  it('are refused by CSV, by name', async () => {
    const {status, stderr} = await ingot(['data', 'convert', path('raw.arrow'), '-o', path('x.csv')]);
    expect(status).to.equal(3);
    expect(stderr).to.contain("'image' holds tensors of shape [8, 8]");
  });

  it('refuses a row of another shape, naming it', async () => {
    writeFileSync(path('bad.jsonl'), '{"image": [[1, 2], [3, 4]]}\n');
    const {status, stderr} = await ingot(['predict', path('run'), '--data', path('bad.jsonl'), '-o', path('p.jsonl')]);
    expect(status).to.equal(3);
    expect(stderr).to.contain("column 'image'").and.contain('shape [8, 8]');
  });

  it('are served as rows and as tensors, with the recorded answers', async () => {
    const {rows, outputs} = JSON.parse(readFileSync(path('run/example.json'), 'utf8')) as {
      rows: {image: number[][]}[];
      outputs: {label: number[][]; probabilities: number[][]};
    };
    const child = spawn(process.execPath, [BIN, 'serve', path('digits.onnx'), '--port', '0', '--device', 'cpu'], {
      env: {...process.env, NODE_OPTIONS: '', CI: '1'},
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const address = await new Promise<string>((resolve) => {
        child.stdout.on('data', (chunk) => {
          const [found] = /http:\/\/[\d.:]+/.exec(String(chunk)) ?? [];
          if (found !== undefined) resolve(found);
        });
      });
      const post = async (where: string, body: unknown): Promise<{status: number; body: unknown}> => {
        const response = await fetch(`${address}${where}`, {method: 'POST', body: JSON.stringify(body)});
        return {status: response.status, body: await response.json()};
      };
      const answer = await post('/v1/models/digits/predict', {rows: rows.slice(0, 3)});
      const {predictions} = answer.body as {predictions: {prediction: number}[]};
      expect(predictions.map(({prediction}) => prediction)).to.deep.equal(outputs.label.slice(0, 3).flat());
      const data = rows.slice(0, 2).map(({image}) => image);
      const tensor = {name: 'image', datatype: 'FP32', shape: [2, 8, 8], data};
      const {body} = await post('/v2/models/digits/infer', {inputs: [tensor]});
      const [probabilities] = (body as {outputs: {data: number[]}[]}).outputs;
      outputs.probabilities
        .slice(0, 2)
        .flat()
        .forEach((value, at) => expect(probabilities?.data[at]).to.be.closeTo(value, 1e-5));
      const bad = await post('/v1/models/digits/predict', {rows: [{image: [[1]]}]});
      expect(bad.status).to.equal(422);
      expect(JSON.stringify(bad.body)).to.contain('[8, 8]');
      expect((await post('/v1/models/digits/predict', {rows: [{}]})).status).to.equal(422);
    } finally {
      child.kill('SIGTERM');
    }
  });
});
