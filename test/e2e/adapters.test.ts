// Adapters through the command line: trained in place of the weights, merged on export, as a file of their own.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {readModel} from '../../src/onnx/index.js';
import {ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';
import {classification, type Pipeline} from '../support/pipeline.js';

interface Report {
  readonly metrics: Readonly<Record<string, {readonly value: number}>>;
}

describe('adapters', function () {
  this.timeout(120_000);
  let pipeline: Pipeline;
  let folder = '';
  const at = (name: string): string => join(folder, name);
  const lora = ['--lora', '2', '--lora-targets', 'dense_*', '--epochs', '2', '--seed', '5'];

  before(async () => {
    pipeline = await classification();
    folder = temporaryFolder();
    const data = ['--data', pipeline.path('train.arrow'), '--threads', '1'];
    await ingotJson(['train', pipeline.path('run'), ...data, '--out', at('run'), ...lora]);
    await ingotJson(['export', at('run'), '-o', at('merged.onnx')]);
    await ingotJson(['export', at('run'), '--adapter-only', '-o', at('adapter.onnx')]);
  });
  after(removeFolders);

  it('train alone: every weight of the base stays as it was', async () => {
    const [before, after] = [await readModel(pipeline.path('run/model.onnx')), await readModel(at('run/model.onnx'))];
    for (const [name, {data}] of before.graph.initializers)
      expect(after.graph.initializers.get(name)?.data, name).to.deep.equal(data);
    const added = [...after.graph.initializers.keys()].filter((name) => name.endsWith('.lora_b'));
    expect(added).to.not.be.empty;
    for (const name of added)
      expect(
        (after.graph.initializers.get(name)?.data as Float32Array).some((value) => value !== 0),
        name,
      ).to.equal(true);
  });

  it('are merged on export, which leaves no node of them', async () => {
    const {graph} = await readModel(at('merged.onnx'));
    expect([...graph.initializers.keys()].filter((name) => name.includes('lora'))).to.be.empty;
    expect(graph.nodes.filter(({name}) => name.includes('lora'))).to.be.empty;
  });

  it('are a small file that makes of the base what was trained', async () => {
    expect(readFileSync(at('adapter.onnx')).length).to.be.below(readFileSync(at('merged.onnx')).length / 2);
    const rows = ['--data', pipeline.path('data/test.arrow')];
    const metrics = async (...words: string[]) => (await ingotJson<Report>(['eval', ...words, ...rows])).metrics;
    expect(await metrics(pipeline.path('run'), '--adapter', at('adapter.onnx'))).to.deep.equal(
      await metrics(at('merged.onnx')),
    );
    expect(await metrics(pipeline.path('run'))).to.not.deep.equal(await metrics(at('merged.onnx')));
  });

  it('are refused on another base, with 3', async () => {
    const words = [
      'predict',
      at('merged.onnx'),
      '--adapter',
      at('adapter.onnx'),
      '--data',
      pipeline.path('data/test.arrow'),
    ];
    const {status, stderr} = await ingot([...words, '--to', 'csv', '-o', at('p.csv')]);
    expect(status).to.equal(3);
    expect(stderr).to.include('ADAPTER_MISMATCH');
  });

  it('are refused with 2 where a pattern matches nothing, naming what could be adapted', async () => {
    const train = ['train', pipeline.path('model.onnx'), '--data', pipeline.path('train.arrow'), '--out', at('no')];
    const {status, stderr} = await ingot([...train, '--lora', '2', '--lora-targets', 'attn*']);
    expect(status).to.equal(2);
    expect(stderr).to.include('LORA_NO_MATCH').and.to.include('dense_0.weight');
  });
});
