// Deleting: what goes, what stays, and what is refused before anything goes.
import {existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {planRemoval, removeRuns, showRun} from '../../src/runs/index.js';
import {reportRun} from '../../src/runs/show-run.js';
import {lockRun} from '../../src/train/lock.js';
import {removeFolders, temporaryFolder} from '../support/cli.js';
import {errorOf} from '../support/error-of.js';
import {writeRun} from '../support/fake-run.js';

describe('removing runs', () => {
  afterEach(removeFolders);
  it('deletes the folder, half-written files included, and counts its bytes before', () => {
    const root = temporaryFolder();
    const run = writeRun(join(root, 'a'));
    mkdirSync(join(run, 'checkpoints'));
    writeFileSync(join(run, 'checkpoints/step-000000001.onnx'), 'x'.repeat(1000));
    writeFileSync(join(run, '.model.onnx.0123.tmp'), 'x');
    const plan = planRemoval([run, `${run}/`]);
    expect(plan.runs).to.have.lengthOf(1);
    expect(plan.sizeBytes).to.be.above(1000);
    expect(removeRuns(plan).map(({left}) => left)).to.deep.equal([[]]);
    expect(readdirSync(root)).to.deep.equal([]);
  });

  it('leaves what is not of the training, and says so', () => {
    const run = writeRun(join(temporaryFolder(), 'a'));
    writeFileSync(join(run, 'notes.txt'), 'mine');
    expect(removeRuns(planRemoval([run]))[0]?.left).to.deep.equal(['notes.txt']);
    expect(readdirSync(run)).to.deep.equal(['notes.txt']);
  });

  const refusals: {name: string; make: (path: string) => void; code: string}[] = [
    {name: 'a folder that is no run', make: (path) => mkdirSync(path), code: 'RUN_NOT_A_FOLDER'},
    {name: 'a file', make: (path) => writeFileSync(path, 'x'), code: 'RUN_NOT_A_FOLDER'},
    {name: 'a link to a run', make: (path) => symlinkSync('good', path), code: 'RUN_NOT_A_FOLDER'},
    {name: 'what is not there', make: () => undefined, code: 'FILE_NOT_FOUND'},
    {name: 'a run that is training', make: (path) => lockRun(writeRun(path)), code: 'RUN_LOCKED'},
  ];
  for (const {name, make, code} of refusals)
    it(`refuses ${name}, and deletes none of the others`, () => {
      const root = temporaryFolder();
      const good = writeRun(join(root, 'good'));
      make(join(root, 'bad'));
      expect(errorOf(() => planRemoval([good, join(root, 'bad')]))).to.include({code});
      expect(existsSync(join(good, 'manifest.json'))).to.equal(true);
    });
});

describe('showRun', () => {
  afterEach(removeFolders);
  it('holds each file against the manifest', async () => {
    const run = writeRun(join(temporaryFolder(), 'a'), {records: [{}]});
    expect((await showRun(run)).files.map(({state}) => state)).to.deep.equal(['ok', 'ok']);
    writeFileSync(join(run, 'model.onnx'), 'another');
    const details = await showRun(run);
    expect(details.files.find(({name}) => name === 'model.onnx')?.state).to.equal('changed');
    expect(reportRun(details).facts.find(([name]) => name === 'files')?.[1]).to.equal('model.onnx changed');
  });

  it('prints the best epoch beside the last ones', async () => {
    const records = Array.from({length: 12}, (_, index) => ({validLoss: index, isBest: index === 0}));
    const {tables} = reportRun(await showRun(writeRun(join(temporaryFolder(), 'a'), {records, manifest: null})));
    const epochs = tables.find(({title}) => title.includes('epochs'));
    expect(epochs?.rows.map(([epoch]) => epoch)).to.deep.equal(['1 (best)', '8', '9', '10', '11', '12']);
  });

  it('refuses a folder that is no run', async () => {
    const error: unknown = await showRun(temporaryFolder()).catch((caught: unknown) => caught);
    expect(error).to.include({code: 'RUNS_NONE', exitStatus: 4});
  });
});
