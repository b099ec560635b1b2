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

  it('print one result in three forms, the JSON of --format being that of --json', async () => {
    const words = ['eval', titanic.path('run'), '--data', titanic.path('data/test.arrow'), '--by', 'Sex'];
    const json = await ingotJson(words);
    const [asJson, asMarkdown] = await Promise.all(
      ['json', 'markdown'].map((format) => ingot([...words, '--format', format])),
    );
    expect(JSON.parse(asJson?.stdout ?? '')).to.deep.equal(json);
    expect(asMarkdown?.stdout)
      .to.match(/^\| accuracy \| 0\.\d+ \|/m)
      .and.match(/^\| Sex = female \| \d+ \|/m);
    expect(asMarkdown?.stderr).to.equal('');
  });

  it('compare two models, hold gates on a class, and end with 5 under --format json too', async () => {
    const words = ['eval', titanic.path('run'), '--data', titanic.path('data/test.arrow'), '--format', 'json'];
    const {status, stdout, stderr} = await ingot([
      ...words,
      '--compare',
      titanic.path('model.onnx'),
      '--gate',
      'recall[1]>=0.1,precision[0]>=0.9999',
    ]);
    expect(status, stderr).to.equal(5);
    const result = JSON.parse(stdout) as {
      gates: {passed: boolean}[];
      comparison: {metrics: Record<string, {better: string | null}>; test: {name: string; pValue: number}};
    };
    expect(result.gates.map(({passed}) => passed)).to.deep.equal([true, false]);
    expect(result.comparison.metrics['accuracy']?.better).to.equal('a');
    expect(result.comparison.test).to.include({name: 'mcnemar'});
    expect(result.comparison.test.pValue).to.be.below(0.05);
  });

  const refused = [
    {
      name: 'a threshold for numbers',
      run: 'housing',
      words: ['--threshold', '0.5'],
      status: 2,
      says: /predicts a number/,
    },
    {name: 'a threshold above 1', run: 'titanic', words: ['--threshold', '1.5'], status: 2, says: /up to 1/},
    {name: 'an unknown positive class', run: 'titanic', words: ['--positive-class', '2'], status: 2, says: /'2'/},
    {name: 'two forms at once', run: 'titanic', words: ['--json', '--format', 'table'], status: 2, says: /--format/},
    {
      name: 'a gate on an unknown class',
      run: 'titanic',
      words: ['--gate', 'recall[2]>=1'],
      status: 2,
      says: /recall\[/,
    },
    {name: 'a model of another task', run: 'titanic', words: ['--compare', 'housing'], status: 3, says: /task/},
    {name: 'an unknown column to slice by', run: 'titanic', words: ['--by', 'Sexx'], status: 3, says: /'Sex'/},
    {name: 'text as weights', run: 'titanic', words: ['--weight', 'Sex'], status: 3, says: /category/},
  ] as const;
  for (const {name, run, words, status, says} of refused)
    it(`refuse ${name}, exit ${String(status)}`, async () => {
      const pipeline = run === 'titanic' ? titanic : housing;
      const own = words.map((word) => (word === 'housing' ? housing.path('run') : word));
      const result = await ingot(['eval', pipeline.path('run'), '--data', pipeline.path('data/test.arrow'), ...own]);
      expect(result.status, result.stderr).to.equal(status);
      expect(result.stdout + result.stderr).to.match(says);
    });

  it('predict with columns of the rows and a threshold', async () => {
    const words = ['predict', titanic.path('run'), '--data', fixture('titanic.csv'), '--to', 'csv', '-o', '-'];
    const {stdout} = await ingot([...words, '--columns', 'Ticket,Sex', '--threshold', '0.9']);
    const [head, ...lines] = stdout.trim().split('\n');
    expect(head).to.equal('Ticket,Sex,prediction,probability_0,probability_1');
    expect(lines).to.have.lengthOf(891);
    for (const line of lines) {
      const [label, , probability] = line.split(',').slice(-3);
      expect(label, line).to.equal(Number(probability) >= 0.9 ? '1' : '0');
    }
    const both = await ingot([...words, '--columns', 'Ticket', '--id', 'PassengerId']);
    expect(both.status).to.equal(2);
  });
});
