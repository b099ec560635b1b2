// `model init` and `model show`: from a prepared file to an ONNX file that runs before it is trained.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';
import {classification, type Pipeline} from '../support/pipeline.js';

interface Description {
  readonly parameters: {readonly count: number; readonly tensors: readonly {readonly name: string}[]};
  readonly architecture: {readonly options: Readonly<Record<string, unknown>>};
}

describe('model init and model show', function () {
  this.timeout(120_000);
  let pipeline: Pipeline;
  let folder: string;
  before(async () => {
    pipeline = await classification();
    folder = temporaryFolder();
  });
  after(removeFolders);

  const init = (words: readonly string[], name = 'm.onnx'): readonly string[] => [
    ...['model', 'init', 'mlp', '--data', pipeline.path('train.arrow'), '-o', join(folder, name)],
    ...words,
  ];

  it('give the same bytes for a seed', async () => {
    for (const [name, seed] of [
      ['a', '7'],
      ['b', '7'],
      ['c', '8'],
    ] as const)
      await ingotJson(init(['--seed', seed], name));
    const [a, b, c] = ['a', 'b', 'c'].map((name) => readFileSync(join(folder, name)));
    expect(a?.equals(b ?? Buffer.of())).to.equal(true);
    expect(a?.equals(c ?? Buffer.of())).to.equal(false);
  });

  it('take every option of the network', async () => {
    const words = ['--hidden', '5,3', '--activation', 'gelu', '--dropout', '0.25', '--categories', 'embedding'];
    await ingotJson(init([...words, '--embedding-dim', '2', '--initializer', 'he-normal']));
    const {architecture, parameters} = await ingotJson<Description>(['model', 'show', join(folder, 'm.onnx')]);
    expect(architecture.options).to.deep.include({
      hidden: [5, 3],
      activation: 'gelu',
      dropout: 0.25,
      categories: 'embedding',
      embeddingDim: 2,
      initializer: 'he-normal',
    });
    expect(parameters.tensors.map(({name}) => name)).to.include.members(['dense_0.weight', 'dense_2.bias']);
  });

  it('make a linear model of --hidden none', async () => {
    await ingotJson(init(['--hidden', 'none']));
    const {parameters} = await ingotJson<Description>(['model', 'show', join(folder, 'm.onnx')]);
    expect(parameters.tensors.map(({name}) => name)).to.deep.equal(['dense_0.weight', 'dense_0.bias']);
  });

  it('give a model that predicts before it is trained', async () => {
    await ingotJson(init([]));
    const {status, stdout} = await ingot([
      ...['predict', join(folder, 'm.onnx'), '--data', pipeline.path('data/test.arrow')],
      ...['--to', 'jsonl', '-o', '-'],
    ]);
    expect(status).to.equal(0);
    const row = JSON.parse(stdout.split('\n')[0] ?? '') as Record<string, number>;
    expect(Number(row['probability_0']) + Number(row['probability_1'])).to.be.closeTo(1, 1e-6);
  });

  it('show inputs, outputs, weights, stages and, with --graph, nodes', async () => {
    const {stdout} = await ingot(['model', 'show', pipeline.path('run'), '--graph']);
    for (const word of ['Age', 'probabilities', 'dense_0.weight', 'standardize', 'LabelEncoder', 'ai.onnx 18'])
      expect(stdout).to.include(word);
  });

  const refused = [
    {name: 'an unknown activation', words: ['--activation', 'relo'], says: /relu/},
    {name: 'units that are no numbers', words: ['--hidden', '8,x'], says: /hidden/},
    {name: 'a dropout of one', words: ['--dropout', '1'], says: /dropout/},
    {name: 'a loss of the other task', words: ['--loss', 'mse'], says: /cross-entropy/},
  ];
  for (const {name, words, says} of refused)
    it(`refuse ${name}, exit 2`, async () => {
      const {status, stderr} = await ingot(init(words));
      expect(status, stderr).to.equal(2);
      expect(stderr).to.match(says);
    });

  it('refuse stdout, exit 2: a model is a file', async () => {
    const words = ['model', 'init', 'mlp', '--data', pipeline.path('train.arrow'), '-o', '-'];
    const {status, stdout, stderr} = await ingot(words);
    expect(status, stderr).to.equal(2);
    expect(stderr).to.match(/stdout/);
    expect(stdout).to.equal('');
  });
});
