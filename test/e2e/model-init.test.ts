// `model init` and `model show`: from a prepared file to an ONNX file that runs before it is trained.
import {readFileSync, writeFileSync} from 'node:fs';
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

  it('show layers, operations and the memory of training, for the batch and the optimizer asked for', async () => {
    interface Shown {
      readonly layers: readonly {readonly name: string; readonly flops: number}[];
      readonly flops: number;
      readonly memory: Readonly<Record<string, number>>;
    }
    const show = (...words: readonly string[]): Promise<Shown> =>
      ingotJson<Shown>(['model', 'show', pipeline.path('run'), ...words]);
    const [standard, other] = [await show(), await show('--batch-size', '64', '--optimizer', 'sgd')];
    expect(standard.layers.map(({name}) => name)).to.include.members(['dense_0.z', 'dense_0.a', 'logits']);
    expect(standard.flops).to.equal(standard.layers.reduce((sum, {flops}) => sum + flops, 0));
    expect(other.memory['activationsBytes']).to.equal(2 * (standard.memory['activationsBytes'] ?? NaN));
    expect(other.memory['optimizerBytes']).to.equal(0);
    const text = (await ingot(['model', 'show', pipeline.path('run')])).stdout;
    expect(text)
      .to.match(/^FLOPs +\d+ a row$/m)
      .and.to.match(/^training +[\d.]+ KiB: gradients/m);
  });

  const spec = (text: string): string => {
    const path = join(folder, 'net.yaml');
    writeFileSync(path, text);
    return path;
  };

  it('take the layers from a file, and record them', async () => {
    const path = spec(
      'layers:\n  - dense: 6\n  - residual: [{norm: batch}, {dense: 6}, {activation: silu}]\n  - dropout: 0.1\n' +
        'categories: embedding\nembedding-dim: 3\n',
    );
    await ingotJson(init(['--spec', path, '--embedding-dim', '2']));
    const {architecture, parameters} = await ingotJson<Description>(['model', 'show', join(folder, 'm.onnx')]);
    expect(architecture.options).to.deep.include({categories: 'embedding', embeddingDim: 2});
    expect(architecture.options['layers']).to.deep.equal([
      {dense: {units: 6}},
      {
        residual: {
          layers: [{norm: {kind: 'batch'}}, {dense: {units: 6}}, {activation: {name: 'silu'}}],
          projection: true,
        },
      },
      {dropout: {ratio: 0.1}},
    ]);
    expect(parameters.tensors.map(({name}) => name)).to.include.members(['norm_0.scale', 'dense_2.bias']);
  });

  const specs = [
    {
      name: 'an unknown layer',
      text: 'layers: [{dens: 3}]',
      says: /layers\[0\] has no option 'dens'[^]*Did you mean 'dense'/,
    },
    {name: 'an unknown key', text: 'layers: [{dense: {unit: 3}}]', says: /layers\[0\]\.dense/},
    {
      name: 'a wrong value, deep inside',
      text: 'layers: [{dense: 3}, {residual: [{dropout: 2}]}]',
      says: /layers\[1\]\.residual\.layers\[0\]\.dropout\.ratio/,
    },
    {
      name: 'a residual group that changes the width',
      text: 'layers: [{dense: 3}, {residual: {layers: [{dense: 4}], projection: false}}]',
      says: /layers\[1\]\.residual .*\[batch, 3\], got \[batch, 4\]/,
    },
    {name: 'no layers', text: 'hidden: [3]', says: /expected a map with 'layers'/},
    {name: 'no YAML', text: 'layers: [', says: /YAML/},
    {name: 'another option beside', text: 'layers: [{dense: 3}]\nhiden: 3', says: /hidden/},
  ];
  for (const {name, text, says} of specs)
    it(`refuse a spec with ${name}, exit 2`, async () => {
      const {status, stderr} = await ingot(init(['--spec', spec(text)]));
      expect(status, stderr).to.equal(2);
      expect(stderr).to.match(says);
    });

  it('refuse a spec that is not there, exit 4', async () => {
    expect((await ingot(init(['--spec', join(folder, 'none.yaml')]))).status).to.equal(4);
  });

  const refused = [
    {name: 'a size of embeddings that are none', words: ['--embedding-dim', '4'], says: /categories are one-hot/},
    {name: 'a number for an activation without', words: ['--activation-alpha', '2'], says: /relu takes no such/},
    {name: 'a scale for an initializer without', words: ['--initializer-scale', '2'], says: /glorot-uniform takes no/},
    {name: 'a norm of no hidden layer', words: ['--hidden', 'none', '--norm', 'layer'], says: /no hidden layer/},
    {name: 'residual blocks of none', words: ['--hidden', 'none', '--residual'], says: /no hidden layer/},
    {name: 'an unknown norm', words: ['--norm', 'group'], says: /none, batch, layer/},
    {
      name: 'half an embedding',
      words: ['--categories', 'embedding', '--embedding-dim', '1.5'],
      says: /auto or a whole/,
    },
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

  it('refuse layers by flags beside a spec, exit 2', async () => {
    const {status, stderr} = await ingot(init(['--spec', spec('layers: [{dense: 3}]'), '--norm', 'batch']));
    expect(status, stderr).to.equal(2);
    expect(stderr).to.match(/norm.*one by one/);
  });

  it('refuse stdout, exit 2: a model is a file', async () => {
    const words = ['model', 'init', 'mlp', '--data', pipeline.path('train.arrow'), '-o', '-'];
    const {status, stdout, stderr} = await ingot(words);
    expect(status, stderr).to.equal(2);
    expect(stderr).to.match(/stdout/);
    expect(stdout).to.equal('');
  });
});
