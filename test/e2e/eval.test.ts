// `eval` and `predict` as scripts use them: JSON, gates and their exit status, pipes.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {fixture, ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';
import {classification, regression, type Pipeline} from '../support/pipeline.js';

describe('eval and predict', function () {
  this.timeout(120_000);
  let titanic: Pipeline;
  let housing: Pipeline;
  before(async () => {
    titanic = await classification();
    housing = await regression();
  });
  after(removeFolders);

  it('print a table with intervals and the confusion matrix', async () => {
    const {status, stdout} = await ingot(['eval', titanic.path('run'), '--data', titanic.path('data/test.arrow')]);
    expect(status).to.equal(0);
    expect(stdout)
      .to.match(/accuracy +0\.\d+ +0\.\d+ +0\.\d+/)
      .and.match(/true \\ predicted +0 +1/);
  });

  it('name every failed gate with its value, and exit 5', async () => {
    const words = ['eval', housing.path('run'), '--data', housing.path('data/test.arrow')];
    const gates = ['--gate', 'rmse<=1', '--gate', 'r2>=0', '--gate', 'mae<2'];
    const {status, stderr} = await ingot([...words, ...gates]);
    expect(status).to.equal(5);
    expect(stderr).to.match(/2 of 3 gates failed: rmse<=1 \(value \d+.*mae<2 \(value \d+/);
  });

  it('print the result under --json even when a gate fails', async () => {
    const words = ['eval', titanic.path('run'), '--data', titanic.path('data/test.arrow'), '--json'];
    const {status, stdout} = await ingot([...words, '--gate', 'accuracy>=0.9999']);
    expect(status).to.equal(5);
    const result = JSON.parse(stdout) as {rows: number; gates: {passed: boolean; value: number}[]};
    expect(result.rows).to.be.above(100);
    expect(result.gates[0]?.passed).to.equal(false);
  });

  it('refuse a gate on a metric of the other task before any row is read, exit 2', async () => {
    const {status, stderr} = await ingot([
      'eval',
      housing.path('run'),
      '--data',
      'nowhere.csv',
      '--gate',
      'accuracy>=0.9',
    ]);
    expect(status).to.equal(2);
    expect(stderr).to.include('rmse');
  });

  it('evaluate the original CSV, and a pipe, as they evaluate the Arrow file', async () => {
    const words = ['eval', housing.path('run'), '--data'];
    const fromFile = await ingotJson(['eval', housing.path('run'), '--data', fixture('housing.csv')]);
    const fromPipe = await ingotJson([...words, '-'], {input: readFileSync(fixture('housing.csv'))});
    const fromArrow = await ingotJson([...words, housing.path('raw.arrow')]);
    expect(fromPipe).to.deep.equal(fromFile);
    expect(fromArrow).to.deep.equal(fromFile);
  });

  it('predict in a pipe, ids passed through, one row per row', async () => {
    const {status, stdout} = await ingot(
      ['predict', titanic.path('run'), '--data', '-', '--id', 'PassengerId', '--to', 'csv', '-o', '-'],
      {input: readFileSync(fixture('titanic.csv'))},
    );
    expect(status).to.equal(0);
    const lines = stdout.trim().split('\n');
    expect(lines[0]).to.equal('PassengerId,prediction,probability_0,probability_1');
    expect(lines).to.have.lengthOf(892);
    expect(lines[891]).to.match(/^891,[01],/);
  });

  it('pass the id column of an Arrow file through without being told', async () => {
    const output = join(temporaryFolder(), 'predictions.jsonl');
    await ingotJson(['predict', titanic.path('run'), '--data', titanic.path('data/test.arrow'), '-o', output]);
    const [first] = readFileSync(output, 'utf8').split('\n');
    expect(Object.keys(JSON.parse(first ?? '') as object)).to.include.members(['PassengerId', 'prediction']);
  });
});
