// Evaluation and prediction over files: the same numbers from both, every row accounted for.
import {tableFromIPC} from 'apache-arrow';
import {expect} from 'chai';
import {readFileSync, writeFileSync, existsSync} from 'node:fs';
import {join} from 'node:path';
import {evaluate, predictDataset, type PredictOptions, type SignedModel} from '../../src/eval/index.js';
import {openDataset, writeDataset} from '../../src/data/index.js';
import {
  AGES,
  ANSWERS,
  CITIES,
  answer,
  builtModel,
  features,
  prepared,
  price,
  PRICES,
  writeCsv,
} from '../support/built-model.js';
import {removeFolders, temporaryFolder} from '../support/cli.js';
import {rejectionOf} from '../support/error-of.js';
import {predictRows} from '../support/predict-rows.js';

describe('evaluate and predictDataset', () => {
  let folder: string;
  let classifier: SignedModel;
  let regressor: SignedModel;
  before(async () => {
    folder = temporaryFolder();
    classifier = await builtModel(answer);
    regressor = await builtModel(price);
  });
  after(removeFolders);

  const predict = (model: SignedModel, data: string, options: Partial<PredictOptions> = {}) =>
    predictRows(folder, model, {data, ...options});

  it('counts what predict says: accuracy, log loss and the confusion matrix', async () => {
    const data = writeCsv(folder, [...features, answer]);
    const result = await evaluate(classifier, {data, batchSize: 5});
    const {rows} = await predict(classifier, data);
    const right = rows.filter(({prediction}, row) => prediction === ANSWERS[row]).length;
    const losses = rows.map((row, at) => -Math.log(Number(row[`probability_${ANSWERS[at] ?? ''}`])));
    expect(result.rows).to.equal(12);
    expect(result.metrics['accuracy']?.value).to.equal(right / 12);
    expect(result.metrics['log_loss']?.value).to.be.closeTo(losses.reduce((sum, loss) => sum + loss, 0) / 12, 1e-9);
    // The loss of training is computed in float32 from the logit, the metric from the rounded probability.
    expect(result.loss).to.be.closeTo(result.metrics['log_loss']?.value ?? NaN, 1e-6);
    const counts = result.confusion?.counts ?? [];
    expect(counts.flat().reduce((sum, count) => sum + count, 0)).to.equal(12);
    expect((counts[0]?.[0] ?? 0) + (counts[1]?.[1] ?? 0)).to.equal(right);
  });

  it("measures regression in the target's units, and its loss in training space", async () => {
    const data = writeCsv(folder, [...features, price]);
    const result = await evaluate(regressor, {data});
    const {rows} = await predict(regressor, data);
    const errors = rows.map(({prediction}, row) => Number(prediction) - (PRICES[row] ?? NaN));
    const mse = errors.reduce((sum, error) => sum + error ** 2, 0) / 12;
    expect(result.metrics['rmse']?.value).to.be.closeTo(Math.sqrt(mse), 1e-6);
    const deviation = regressor.signature.target.deviation ?? NaN;
    expect(result.loss).to.be.closeTo(mse / deviation ** 2, 1e-5);
    expect(result.confusion).to.equal(undefined);
  });

  it('gives the same from raw and from prepared rows, and all but the same for other batch sizes', async () => {
    const dataset = await prepared([...features, answer]);
    const arrow = join(folder, 'prepared.arrow');
    await writeDataset(arrow, dataset.schema, dataset.batches());
    const data = writeCsv(folder, [...features, answer]);
    // Batches of one size on both sides: the kernels for one row and for many round differently, in float32.
    const fromPrepared = await evaluate(classifier, {data: arrow, batchSize: 1});
    expect(fromPrepared).to.deep.equal(await evaluate(classifier, {data, batchSize: 1}));
    expect((await evaluate(classifier, {data})).loss).to.be.closeTo(fromPrepared.loss, 1e-6);
  });

  it('leaves out rows without a target, counts them and says so', async () => {
    const partial = {...answer, values: ANSWERS.map((text, row) => (row === 3 ? null : text))};
    const warnings: string[] = [];
    const result = await evaluate(classifier, {
      data: writeCsv(folder, [...features, partial]),
      report: (event) => event.type === 'warning' && warnings.push(event.message),
    });
    expect(result).to.deep.include({rows: 11, skipped: {missingTarget: 1, missingValue: 0}});
    expect(warnings.join()).to.contain('1 row without a target');
  });

  it('gives null and the reason for ROC AUC when the rows hold one class only', async () => {
    const data = join(folder, 'one.csv');
    writeFileSync(data, 'age,city,answer\n30,Rom,no\n41,Oslo,no\n');
    const {metrics} = await evaluate(classifier, {data});
    expect(metrics['roc_auc']).to.deep.include({value: null, low: null, high: null});
    expect(metrics['roc_auc']?.note).to.contain("'yes'");
    expect(JSON.stringify(metrics)).not.to.contain('NaN');
  });

  const refused = [
    {
      name: 'an unseen label, naming it and its row',
      text: 'age,city,answer\n30,Rom,no\n41,Oslo,perhaps\n',
      code: 'UNKNOWN_CLASS',
      says: /row 2.*'perhaps'/,
    },
    {name: 'data without the target', text: 'age,city\n30,Rom\n', code: 'TARGET_MISSING', says: /'answer'/},
    {
      name: 'data without a feature, naming the nearest column',
      text: 'aged,city,answer\n30,Rom,no\n',
      code: 'DATA_COLUMN_MISSING',
      says: /'age'/,
    },
    {name: 'a header without rows', text: 'age,city,answer\n', code: 'EVAL_NO_ROWS', says: /rows\.csv|refused\.csv/},
    {name: 'an empty file', text: '', code: 'DATA_TRUNCATED', says: /refused\.csv/},
    {
      name: 'a cell the rule cannot read',
      text: 'age,city,answer\nthirty,Rom,no\n',
      code: 'DATA_BAD_ROW',
      says: /thirty/,
    },
  ];
  for (const {name, text, code, says} of refused)
    it(`refuses ${name}`, async () => {
      const data = join(folder, 'refused.csv');
      writeFileSync(data, text);
      const error = await rejectionOf(evaluate(classifier, {data}));
      expect(error.code, error.message).to.equal(code);
      expect(error.message).to.match(says);
    });

  it('says which row overflows instead of printing NaN', async () => {
    const {graph} = classifier.model;
    const weights = new Map(graph.initializers).set('dense_1.bias', {
      dtype: 'float32',
      dims: [1],
      data: Float32Array.of(NaN),
    });
    const broken = {...classifier, model: {...classifier.model, graph: {...graph, initializers: weights}}};
    const error = await rejectionOf(evaluate(broken, {data: writeCsv(folder, [...features, answer])}));
    expect(error).to.include({code: 'EVAL_NON_FINITE', exitStatus: 7});
  });

  it('keeps the shape that scripts rely on, and adds to it', async () => {
    const result = await evaluate(classifier, {data: writeCsv(folder, [...features, answer])});
    expect(Object.keys(result).slice(0, 3)).to.deep.equal(['rows', 'loss', 'metrics']);
    for (const [name, metric] of Object.entries(result.metrics))
      expect(metric, name).to.include.all.keys('value', 'low', 'high');
    expect(result.perClass?.map((one) => [one.class, one.support])).to.deep.equal([
      ['no', 6],
      ['yes', 6],
    ]);
    expect(result.perClass?.[1]?.metrics['recall']?.value).to.equal(result.metrics['recall']?.value);
    expect(result.calibration?.reduce((sum, {weight}) => sum + weight, 0)).to.equal(12);
    expect(result.decision).to.deep.equal({positiveClass: 'yes', threshold: null});
  });

  describe('prediction', () => {
    it('writes one row per row in order, ids passed through, and counts what training has not seen', async () => {
      const data = join(folder, 'new.csv');
      writeFileSync(data, 'id,age,city,extra\n007,30,Rom,x\na,999,Paris,y\nb,,,z\n');
      const {rows, result} = await predict(classifier, data, {ids: ['id']});
      expect(rows.map(({id}) => id)).to.deep.equal(['007', 'a', 'b']);
      expect(Object.keys(rows[0] ?? {})).to.deep.equal(['id', 'prediction', 'probability_no', 'probability_yes']);
      expect(result).to.deep.include({
        rows: 3,
        outOfRange: {age: 1},
        unknownCategories: {city: 1},
        withoutPrediction: 0,
      });
      expect(result.ignoredColumns).to.deep.equal(['extra']);
    });

    it('gives a null prediction where a value is missing that the model needs', async () => {
      const full = AGES.map((age) => age ?? 33);
      const needy = await builtModel(answer, {}, {impute: 'none'});
      const csv = writeCsv(folder, [
        {...features[0]!, values: full.map((age, row) => (row === 1 ? null : age))},
        features[1]!,
      ]);
      const {rows, result} = await predict(needy, csv);
      expect(result.withoutPrediction).to.equal(1);
      expect(rows).to.have.lengthOf(12);
      expect(rows[1]).to.deep.equal({prediction: null, probability_no: null, probability_yes: null});
      expect(rows[2]?.['prediction']).to.be.a('string');
      expect(
        (
          await evaluate(needy, {
            data: writeCsv(folder, [
              {...features[0]!, values: full.map((age, row) => (row === 1 ? null : age))},
              features[1]!,
              answer,
            ]),
          })
        ).skipped,
      ).to.deep.equal({missingTarget: 0, missingValue: 1});
    });

    it('gives the same rows as CSV, JSON Lines and Arrow', async () => {
      const data = writeCsv(folder, features);
      const {rows} = await predict(regressor, data);
      const csv = join(folder, 'out.csv');
      const arrow = join(folder, 'out.arrow');
      await predictDataset(regressor, {data, output: csv});
      await predictDataset(regressor, {data, output: arrow, batchSize: 5});
      const cells = readFileSync(csv, 'utf8').trim().split('\n').slice(1);
      expect(cells.map(Number)).to.deep.equal(rows.map(({prediction}) => prediction));
      const dataset = await openDataset(arrow);
      const values: number[] = [];
      for await (const {columns} of dataset.batches()) values.push(...(columns[0] as Float64Array));
      await dataset.close();
      expect(values).to.deep.equal(rows.map(({prediction}) => prediction));
    });

    it('writes types that Parquet takes: no dictionaries, also for ids and labels', async () => {
      const output = join(folder, 'out.arrow');
      await predictDataset(classifier, {
        data: writeCsv(folder, features),
        output,
        columns: ['city', 'age'],
        batchSize: 5,
      });
      const table = tableFromIPC(readFileSync(output));
      expect(table.schema.fields.map(({name, type}) => [name, String(type)])).to.deep.equal([
        ['city', 'Utf8'],
        ['age', 'Float64'],
        ['prediction', 'Utf8'],
        ['probability_no', 'Float32'],
        ['probability_yes', 'Float32'],
      ]);
      expect([...(table.getChild('city') ?? [])]).to.deep.equal(CITIES);
    });

    it('passes exactly the columns named through, in their order, with their values', async () => {
      const data = join(folder, 'more.csv');
      writeFileSync(data, 'id,age,city,extra\n007,30,Rom,x\na,999,,y\n');
      const {rows, result} = await predict(classifier, data, {columns: ['extra', 'age', 'city']});
      expect(Object.keys(rows[0] ?? {})).to.deep.equal([
        'extra',
        'age',
        'city',
        'prediction',
        'probability_no',
        'probability_yes',
      ]);
      expect(rows.map(({extra, age, city}) => [extra, age, city])).to.deep.equal([
        ['x', 30, 'Rom'],
        ['y', 999, null],
      ]);
      expect(result.ignoredColumns).to.deep.equal(['id']);
    });

    it('refuses to pass through what is absent, prepared, named twice or called as a prediction', async () => {
      const arrow = join(folder, 'prepared.arrow');
      const dataset = await prepared([...features, answer]);
      await writeDataset(arrow, dataset.schema, dataset.batches());
      await dataset.close();
      const data = writeCsv(folder, [...features, {name: 'prediction', kind: 'category', values: ANSWERS}]);
      for (const [source, columns] of [
        [arrow, ['nobody']],
        [arrow, ['age']],
        [data, ['age', 'age']],
        [data, ['prediction']],
      ] as const) {
        const error = await rejectionOf(predict(classifier, source, {columns}));
        expect(error, columns.join()).to.include({code: 'PREDICT_COLUMN', exitStatus: 2});
      }
    });

    it('refuses an id column that is not there, and leaves no file', async () => {
      const output = join(folder, 'never.csv');
      const error = await rejectionOf(
        predictDataset(classifier, {data: writeCsv(folder, features), output, ids: ['nobody']}),
      );
      expect(error.exitStatus).to.be.oneOf([2, 3]);
      expect(error.message).to.contain('nobody');
      expect(existsSync(output)).to.equal(false);
    });
  });
});
