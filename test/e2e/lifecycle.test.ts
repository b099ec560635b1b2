// The whole thread, from a CSV file to a served answer: the same rows give the same numbers wherever they are asked.
import {spawn} from 'node:child_process';
import {expect} from 'chai';
import {BIN, fixture, ingot, ingotJson, removeFolders} from '../support/cli.js';
import {classification, regression, type Pipeline} from '../support/pipeline.js';

interface EvalJson {
  readonly rows: number;
  readonly loss: number;
  readonly metrics: Readonly<Record<string, {readonly value: number; readonly low: number; readonly high: number}>>;
}
type Row = Readonly<Record<string, unknown>>;

/** ARCHITECTURE, Same numbers: on probabilities, and relative to the target's deviation for regression. */
const TOLERANCE = 1e-5;

describe('the lifecycle', function () {
  this.timeout(120_000);
  let titanic: Pipeline;
  let housing: Pipeline;
  before(async () => {
    titanic = await classification();
    housing = await regression();
  });
  after(removeFolders);

  it('learns to tell who survived, better than always saying no', async () => {
    const result = await ingotJson<EvalJson>(['eval', titanic.path('run'), '--data', titanic.path('data/test.arrow')]);
    expect(result.rows).to.equal(133); // 891 × (0.7, 0.15, 0.15): the largest remainders round up, valid before test.
    const {accuracy, roc_auc: auc, log_loss: logLoss} = result.metrics;
    expect(accuracy?.value).to.be.above(0.68); // 62 % of the passengers died.
    expect(accuracy?.low).to.be.below(accuracy?.value ?? 0);
    expect(accuracy?.high).to.be.above(accuracy?.value ?? 1);
    expect(auc?.value).to.be.above(0.75);
    expect(logLoss?.value).to.be.closeTo(result.loss, 1e-5);
  });

  it('explains more than half of the variance of house values, in dollars', async () => {
    const result = await ingotJson<EvalJson>(['eval', housing.path('run'), '--data', housing.path('data/test.arrow')]);
    expect(result.metrics['r2']?.value).to.be.above(0.5);
    expect(result.metrics['rmse']?.value).to.be.within(30_000, 90_000);
    expect(result.metrics['mae']?.value).to.be.below(result.metrics['rmse']?.value ?? 0);
  });

  it('fails a gate with status 5 and passes one with 0', async () => {
    const words = ['eval', titanic.path('run'), '--data', titanic.path('data/test.arrow')];
    expect((await ingot([...words, '--gate', 'accuracy>=0.999'])).status).to.equal(5);
    expect((await ingot([...words, '--gate', 'accuracy>=0.5'])).status).to.equal(0);
  });

  for (const set of ['titanic', 'housing'] as const)
    it(`gives the same numbers from predict, the exported file and the server (${set})`, async () => {
      const pipeline = set === 'titanic' ? titanic : housing;
      const csv = fixture(`${set}.csv`);
      const fromRun = await predictions(pipeline.path('run'), csv);
      const fromExport = await predictions(pipeline.path('exported.onnx'), csv);
      const rows = await rawRows(csv);
      expect(fromRun).to.have.lengthOf(rows.length);
      expectSame(fromExport, fromRun);
      expectSame(await served(pipeline.path('exported.onnx'), set, rows.slice(0, 200)), fromRun.slice(0, 200));
    });

  it('gives the same numbers for raw CSV rows and for rows normalized before', async () => {
    const words = ['eval', titanic.path('run'), '--data'];
    const raw = await ingotJson<EvalJson>([...words, titanic.path('data/train.arrow')]);
    const prepared = await ingotJson<EvalJson>([...words, titanic.path('train.arrow')]);
    expect(prepared.loss).to.be.closeTo(raw.loss, TOLERANCE);
    expect(prepared.metrics['accuracy']?.value).to.equal(raw.metrics['accuracy']?.value);
  });

  it('chains the data verbs in a pipe', async () => {
    const imported = await ingot([
      'data',
      'import',
      fixture('housing.csv'),
      '--target',
      'median_house_value',
      '-o',
      '-',
    ]);
    const cleaned = await ingot(['data', 'clean', '-', '--drop-duplicates', '-o', '-'], {input: imported.stdoutBytes});
    const normalized = await ingot(['data', 'normalize', '-', '-o', '-'], {input: cleaned.stdoutBytes});
    const head = await ingot(['data', 'head', '-', '--json'], {input: normalized.stdoutBytes});
    expect([imported, cleaned, normalized, head].map(({status}) => status)).to.deep.equal([0, 0, 0, 0]);
    expect(head.stdout).to.include('median_income');
  });
});

/** Rows of `predict`, as JSON Lines. */
async function predictions(model: string, data: string): Promise<Row[]> {
  const {status, stdout, stderr} = await ingot(['predict', model, '--data', data, '--to', 'jsonl', '-o', '-']);
  expect(status, stderr).to.equal(0);
  return jsonLines(stdout);
}

/** The rows of a CSV file as JSON, cells as text: what a client would post. */
async function rawRows(csv: string): Promise<Row[]> {
  const {stdout} = await ingot(['data', 'convert', csv, '--to', 'jsonl', '-o', '-']);
  return jsonLines(stdout);
}

const jsonLines = (text: string): Row[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

/** Starts the server, posts the rows (features only), and drains it. */
async function served(model: string, set: 'titanic' | 'housing', rows: readonly Row[]): Promise<Row[]> {
  const child = spawn(process.execPath, [BIN, 'serve', model, '--port', '0', '--name', set], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    const read = (chunk: Buffer): void => {
      text += String(chunk);
      const match = /http:\/\/[\d.:]+/.exec(text);
      if (match) resolve(match[0]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => {
      reject(new Error(`serve ended with ${String(code)}: ${text}`));
    });
  });
  const features = ((await (await fetch(`${url}/v2/models/${set}`)).json()) as {inputs: {name: string}[]}).inputs.map(
    ({name}) => name,
  );
  const body = rows.map((row) =>
    Object.fromEntries(features.filter((name) => row[name] !== null).map((name) => [name, row[name]])),
  );
  const answer = await fetch(`${url}/v1/models/${set}/predict`, {method: 'POST', body: JSON.stringify({rows: body})});
  const {predictions: list} = (await answer.json()) as {
    predictions: {prediction: unknown; probabilities?: Record<string, number>}[];
  };
  expect(answer.status).to.equal(200);
  child.removeAllListeners('exit');
  const ended = new Promise((resolve) => child.on('exit', resolve));
  child.kill('SIGTERM');
  expect(await ended).to.equal(0);
  return list.map(({prediction, probabilities = {}}) => ({
    prediction,
    ...Object.fromEntries(Object.entries(probabilities).map(([name, value]) => [`probability_${name}`, value])),
  }));
}

/** Same labels, and numbers within the tolerance. */
function expectSame(actual: readonly Row[], expected: readonly Row[]): void {
  expect(actual).to.have.lengthOf(expected.length);
  const values = expected.map((row) => row['prediction']).filter((value): value is number => typeof value === 'number');
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  actual.forEach((row, index) => {
    for (const [name, value] of Object.entries(expected[index] ?? {})) {
      if (name !== 'prediction' && !name.startsWith('probability_')) continue;
      if (typeof value !== 'number') expect(String(row[name])).to.equal(String(value));
      else
        expect(Number(row[name]), `row ${String(index)} ${name}`).to.be.closeTo(
          value,
          TOLERANCE * ((name === 'prediction' ? spread : 1) + Math.abs(value)),
        );
    }
  });
}
