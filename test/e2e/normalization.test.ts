// Normalized networks through the command line: what training changes beside the weights, resumed, exported, refused.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {readModel} from '../../src/onnx/index.js';
import {ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';
import {classification, type Pipeline} from '../support/pipeline.js';

interface Evaluation {
  readonly metrics: unknown;
}

describe('normalized networks', function () {
  this.timeout(180_000);
  let pipeline: Pipeline;
  let folder: string;
  const path = (name: string): string => join(folder, name);
  const train = (words: readonly string[]): readonly string[] => [
    ...[
      'train',
      path('batch.onnx'),
      '--data',
      pipeline.path('train.arrow'),
      '--valid',
      pipeline.path('data/valid.arrow'),
    ],
    ...['--learning-rate', '0.01', '--seed', '4', '--threads', '1', ...words],
  ];
  before(async () => {
    pipeline = await classification();
    folder = temporaryFolder();
    const layers = ['--hidden', '8,8', '--norm', 'batch', '--residual', '--dropout', '0.1', '--activation', 'silu'];
    await ingotJson([
      ...['model', 'init', 'mlp', '--data', pipeline.path('train.arrow'), ...layers, '--seed', '4'],
      ...['-o', path('batch.onnx')],
    ]);
    await ingotJson(train(['--out', path('whole'), '--epochs', '4']));
  });
  after(removeFolders);

  const statistic = async (file: string): Promise<number[]> => [
    ...((await readModel(file)).graph.initializers.get('norm_0.variance')?.data as Float32Array),
  ];

  it('learn running statistics and write them into the model', async () => {
    expect(await statistic(path('batch.onnx'))).to.deep.equal(Array(8).fill(1));
    const found = await statistic(path('whole/model.onnx'));
    expect(found.every((value) => value > 0 && value !== 1)).to.equal(true);
  });

  it('end in the same bytes when stopped and resumed', async () => {
    await ingotJson(train(['--out', path('parts'), '--epochs', '2']));
    await ingotJson(['train', '--resume', path('parts'), '--epochs', '4']);
    const [whole, parts] = ['whole', 'parts'].map((run) => readFileSync(path(`${run}/model.onnx`)));
    expect(whole?.equals(parts ?? Buffer.of())).to.equal(true);
  });

  it('give the same numbers as a run, exported', async () => {
    await ingotJson(['export', path('whole'), '-o', path('exported.onnx')]);
    const [run, exported] = await Promise.all(
      ['whole', 'exported.onnx'].map((model) =>
        ingotJson<Evaluation>(['eval', path(model), '--data', pipeline.path('data/test.arrow')]),
      ),
    );
    expect(exported?.metrics).to.deep.equal(run?.metrics);
  });

  it('refuse batches of one row, exit 2, and a trace, which has one, exit 3', async () => {
    const batches = await ingot(train(['--out', path('one'), '--batch-size', '1']));
    expect(batches.status, batches.stderr).to.equal(2);
    expect(batches.stderr).to.match(/batches of one row.*at least two/);
    const traced = await ingot(['trace', path('batch.onnx'), '--row', '{"Survived": 1}']);
    expect(traced.status, traced.stderr).to.equal(3);
    expect(traced.stderr).to.match(/at least two/);
  });
});
