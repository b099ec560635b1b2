// Export: what leaves the graph, what stays, and that nothing is written when the numbers differ.
import {expect} from 'chai';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {IngotEvent} from '../../src/core/index.js';
import {makeExample, readExample, writeExample, type OutputRows, type SignedModel} from '../../src/eval/index.js';
import {compareOutputs, exportModel, stripTraining} from '../../src/export/index.js';
import {readModel, writeModel, type Model} from '../../src/onnx/index.js';
import {answer, builtModel, features, price, writeCsv} from '../support/built-model.js';
import {removeFolders, temporaryFolder} from '../support/cli.js';
import {rejectionOf} from '../support/error-of.js';

const opsOf = ({graph}: Model): string[] => graph.nodes.map(({opType}) => opType);

describe('stripTraining', () => {
  it('takes out dropout, its constants and a second IsNaN, and keeps every tensor the metadata name', async () => {
    const {model, signature} = await builtModel(answer);
    expect(opsOf(model)).to.include('Dropout');
    const {model: stripped, removedNodes, removedInitializers} = await stripTraining(model, signature);
    expect(opsOf(stripped)).not.to.include('Dropout');
    expect({removedNodes, removedInitializers}).to.deep.equal({removedNodes: 2, removedInitializers: 1});
    const produced = new Set(stripped.graph.nodes.flatMap(({outputs}) => outputs));
    for (const name of [...Object.values(signature.tensors), ...signature.entry, signature.logits])
      expect(produced).to.include(name);
    expect(stripped.metadata).to.deep.equal(model.metadata);
  });

  it('removes what no output needs, and then changes nothing more', async () => {
    const {model, signature} = await builtModel(answer);
    const {graph} = model;
    const unused = {
      opType: 'Neg',
      domain: '',
      name: 'unused',
      inputs: ['logits'],
      outputs: ['unused_out'],
      attributes: {},
    };
    const initializers = new Map(graph.initializers).set('left_over', {
      dtype: 'float32',
      dims: [],
      data: Float32Array.of(1),
    });
    const once = await stripTraining(
      {...model, graph: {...graph, nodes: [...graph.nodes, unused], initializers}},
      signature,
    );
    expect(once.model.graph.nodes.map(({name}) => name)).not.to.include('unused');
    expect(once.model.graph.initializers.has('left_over')).to.equal(false);
    expect(await stripTraining(once.model, signature)).to.deep.equal({
      model: once.model,
      removedNodes: 0,
      removedInitializers: 0,
    });
  });
});

describe('compareOutputs', () => {
  const outputs = (probabilities: number[], label: string): OutputRows => ({
    probabilities: [probabilities],
    label: [[label]],
  });

  it('allows 1e-5·(1 + |b|) on probabilities, and another label only within the margin', async () => {
    const {signature} = await builtModel(answer);
    const close = compareOutputs(signature, outputs([0.5, 0.5], 'no'), outputs([0.500014, 0.499986], 'yes'));
    expect(close.differences).to.deep.equal([]);
    expect(close.largest).to.be.closeTo(1.4e-5, 1e-12);
    const far = compareOutputs(signature, outputs([0.5, 0.5], 'no'), outputs([0.50002, 0.49998], 'no'));
    expect(far.differences.map(({output}) => output)).to.deep.equal(['probabilities', 'probabilities']);
    const other = compareOutputs(signature, outputs([0.6, 0.4], 'no'), outputs([0.6, 0.4], 'yes'));
    expect(other.differences.map(({output}) => output)).to.deep.equal(['label']);
  });

  it('allows another of several labels only where its probability is next to a half', async () => {
    const {signature: one} = await builtModel(answer);
    const signature = {...one, task: 'multilabel'} as const;
    const of = (probability: number, label: number): OutputRows => ({
      probabilities: [[0.1, probability]],
      labels: [[0, label]],
    });
    expect(compareOutputs(signature, of(0.500001, 1), of(0.499999, 0)).differences).to.deep.equal([]);
    const other = compareOutputs(signature, of(0.6, 1), of(0.6, 0));
    expect(other.differences).to.deep.equal([{output: 'labels', row: 0, expected: 1, actual: 0}]);
  });

  it('allows 1e-5·(deviation + |b|) on regression, and no missing value', async () => {
    const {signature} = await builtModel(price);
    const of = (value: number | null): OutputRows => ({prediction: [[value]]});
    const deviation = signature.target.deviation ?? NaN;
    expect(compareOutputs(signature, of(0), of(0.99e-5 * deviation)).differences).to.have.lengthOf(0);
    expect(compareOutputs(signature, of(0), of(1.01e-5 * deviation)).differences).to.have.lengthOf(1);
    expect(compareOutputs(signature, of(1), of(null)).differences).to.have.lengthOf(1);
    expect(compareOutputs(signature, of(null), of(null)).differences).to.have.lengthOf(0);
  });
});

describe('exportModel', () => {
  let folder: string;
  let run: string;
  let subject: SignedModel;
  beforeEach(async () => {
    folder = temporaryFolder();
    run = join(folder, 'run');
    mkdirSync(run);
    subject = await builtModel(answer);
    await writeModel(join(run, 'model.onnx'), subject.model);
  });
  after(removeFolders);

  it("checks against the run's example and writes model and example", async () => {
    const example = await makeExample(subject.model, {sources: [writeCsv(folder, features)]});
    writeExample(join(run, 'example.json'), example);
    const output = join(folder, 'out.onnx');
    const result = await exportModel({source: run, output});
    expect(result.parity).to.deep.include({rows: 12, rowsFrom: 'data'});
    expect(opsOf(await readModel(output))).not.to.include('Dropout');
    expect(await readExample(join(folder, 'out.example.json'))).to.deep.equal(example);
  });

  it('checks on rows of --data, and on drawn rows when there are none', async () => {
    const data = writeCsv(folder, features);
    const given = await exportModel({source: run, output: join(folder, 'a.onnx'), data});
    expect(given.parity).to.deep.include({rows: 12, rowsFrom: 'data'});
    const drawn = await exportModel({source: run, output: join(folder, 'b.onnx')});
    expect(drawn.parity.rowsFrom).to.equal('drawn');
    const header = join(folder, 'header.csv');
    writeFileSync(header, `${readFileSync(data, 'utf8').split('\n')[0] ?? ''}\n`);
    const said: string[] = [];
    const report = (event: IngotEvent): void => {
      if (event.type === 'warning') said.push(event.message);
    };
    await exportModel({source: run, output: join(folder, 'c.onnx'), data: header, report});
    expect(said.join()).to.include('header.csv: it has no rows, or prepared ones').and.to.include('not used');
    expect(drawn.sha256).to.equal(given.sha256);
  });

  it('writes nothing when the outputs differ from those recorded with the run', async () => {
    const example = await makeExample(subject.model);
    const probabilities = example.outputs['probabilities']?.map(() => [0.25, 0.75]) ?? [];
    writeExample(join(run, 'example.json'), {...example, outputs: {...example.outputs, probabilities}});
    const output = join(folder, 'out.onnx');
    const error = await rejectionOf(exportModel({source: run, output}));
    expect(error).to.include({code: 'PARITY_FAILED', exitStatus: 5});
    expect(error.message).to.match(/'probabilities' of row 1/);
    expect(existsSync(output)).to.equal(false);
    expect(existsSync(join(folder, 'out.example.json'))).to.equal(false);
  });

  it('refuses to replace the model it comes from', async () => {
    const error = await rejectionOf(exportModel({source: run, output: join(run, 'model.onnx')}));
    expect(error.code).to.equal('EXPORT_SAME_FILE');
  });

  it('refuses stdout', async () =>
    expect((await rejectionOf(exportModel({source: run, output: '-'}))).code).to.equal('MODEL_OUTPUT'));

  it('says what a foreign model lacks', async () => {
    await writeModel(join(folder, 'foreign.onnx'), {...subject.model, metadata: {}});
    const error = await rejectionOf(
      exportModel({source: join(folder, 'foreign.onnx'), output: join(folder, 'out.onnx')}),
    );
    expect(error).to.include({code: 'MODEL_UNSIGNED', exitStatus: 3});
  });

  it('names the file that is no model', async () => {
    writeFileSync(join(run, 'model.onnx'), 'nothing of the kind');
    const error = await rejectionOf(exportModel({source: run, output: join(folder, 'out.onnx')}));
    expect(error.exitStatus).to.equal(3);
    expect(error.message).to.contain('model.onnx');
  });
});
