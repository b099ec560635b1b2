// `export` from a run folder: a smaller file, its example, and status 5 with nothing written when numbers differ.
import {copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';
import {classification, type Pipeline} from '../support/pipeline.js';

describe('export', function () {
  this.timeout(120_000);
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await classification();
  });
  after(removeFolders);

  it('takes out dropout, keeps what the model says about itself, and writes raw rows with their outputs', async () => {
    const inRun = await ingotJson<{nodeCount: number; task: string; inputs: unknown[]}>([
      'model',
      'show',
      pipeline.path('run'),
    ]);
    const exported = await ingotJson<{nodeCount: number; task: string; inputs: unknown[]; graph: string}>([
      'model',
      'show',
      pipeline.path('exported.onnx'),
      '--graph',
    ]);
    expect(exported.nodeCount).to.be.below(inRun.nodeCount);
    expect(exported.graph).not.to.include('Dropout');
    expect(exported.inputs).to.deep.equal(inRun.inputs);
    const example = JSON.parse(readFileSync(pipeline.path('exported.example.json'), 'utf8')) as {
      source: string;
      rows: object[];
    };
    expect(example.source).to.equal('data');
    expect(Object.keys(example.rows[0] ?? {})).to.include('Age');
  });

  it('gives the same bytes again', async () => {
    const again = join(temporaryFolder(), 'again.onnx');
    await ingotJson(['export', pipeline.path('run'), '-o', again]);
    expect(readFileSync(again).equals(readFileSync(pipeline.path('exported.onnx')))).to.equal(true);
  });

  it('ends with 5 and writes nothing when the model is not the one the run recorded', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'run'));
    copyFileSync(pipeline.path('model.onnx'), join(folder, 'run/model.onnx'));
    copyFileSync(pipeline.path('run/example.json'), join(folder, 'run/example.json'));
    const {status, stderr} = await ingot(['export', 'run', '-o', 'out.onnx'], {cwd: folder});
    expect(status, stderr).to.equal(5);
    expect(stderr).to.include('PARITY_FAILED');
    expect(existsSync(join(folder, 'out.onnx'))).to.equal(false);
  });

  it('leaves the file that was there when it fails', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'out.onnx'), 'as it was');
    const {status} = await ingot(['export', 'nowhere', '-o', 'out.onnx'], {cwd: folder});
    expect(status).to.equal(4);
    expect(readFileSync(join(folder, 'out.onnx'), 'utf8')).to.equal('as it was');
  });
});
