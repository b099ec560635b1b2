// What evaluation can be asked besides: decisions of two classes, weights, slices, another model.
import {expect} from 'chai';
import {join} from 'node:path';
import {evaluate, type PredictOptions, type SignedModel} from '../../src/eval/index.js';
import {writeDataset} from '../../src/data/index.js';
import {ANSWERS, answer, builtModel, CITIES, features, prepared, price, writeCsv} from '../support/built-model.js';
import {removeFolders, temporaryFolder} from '../support/cli.js';
import {rejectionOf} from '../support/error-of.js';
import {predictRows} from '../support/predict-rows.js';
import {memoryDataset, type MemoryColumn} from '../support/memory-dataset.js';

describe('evaluate with options', () => {
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

  describe('the decision', () => {
    const probability = async (): Promise<number[]> => {
      const {rows} = await predict(classifier, writeCsv(folder, features));
      return rows.map((row) => Number(row['probability_no']));
    };

    it('is by threshold and positive class, in evaluation and in prediction alike', async () => {
      const given = await probability();
      // On a score of a row: from it on, the row is positive.
      const threshold = [...given].sort((a, b) => a - b)[7] ?? NaN;
      const options = {threshold, positiveClass: 'no'};
      const expected = given.map((share) => (share >= threshold ? 'no' : 'yes'));
      const {rows, result: predicted} = await predict(classifier, writeCsv(folder, features), options);
      expect(rows.map(({prediction}) => prediction)).to.deep.equal(expected);
      expect(predicted.decision).to.deep.equal({positiveClass: 'no', threshold});
      const result = await evaluate(classifier, {data: writeCsv(folder, [...features, answer]), ...options});
      expect(result.decision).to.deep.equal({positiveClass: 'no', threshold});
      const right = expected.filter((label, row) => label === ANSWERS[row]).length;
      expect(result.metrics['accuracy']?.value).to.equal(right / 12);
      const found = expected.filter((label, row) => label === 'no' && ANSWERS[row] === 'no').length;
      expect(result.metrics['recall']?.value).to.equal(found / 6);
      expect(result.confusion?.counts[0]?.[0]).to.equal(found);
    });

    it('is positive always at 0, and never above the highest score', async () => {
      const data = writeCsv(folder, [...features, answer]);
      const all = await evaluate(classifier, {data, threshold: 0});
      expect(all.metrics['recall']?.value).to.equal(1);
      const none = await evaluate(classifier, {data, threshold: 1});
      expect(none.metrics['recall']).to.deep.include({value: 0});
    });

    it('is refused for numbers, for several classes and for an unknown class, before rows are read', async () => {
      const cities = await builtModel({
        ...features[1]!,
        name: 'town',
        role: 'target',
        values: CITIES.map((c) => c ?? 'Rom'),
      });
      const cases = [
        {model: regressor, options: {threshold: 0.5}, says: /--threshold.*predicts a number/},
        {model: cities, options: {threshold: 0.5}, says: /--threshold.*has 3/},
        {model: cities, options: {positiveClass: 'Rom'}, says: /--positive-class.*has 3/},
        {model: classifier, options: {positiveClass: 'maybe'}, says: /'maybe'/},
      ];
      for (const {model, options, says} of cases)
        for (const run of [
          evaluate(model, {data: 'nowhere.csv', ...options}),
          predict(model, 'nowhere.csv', options),
        ]) {
          const error = await rejectionOf(run);
          expect(error, error.message).to.include({code: 'EVAL_OPTION', exitStatus: 2});
          expect(error.message).to.match(says);
        }
    });
  });

  describe('weights', () => {
    const weight: MemoryColumn = {
      name: 'w',
      kind: 'numeric',
      role: 'weight',
      values: [2, 0, 1, 3, 1, 1, 0, 2, 1, 1, 4, 1],
    };
    const repeated = (of: MemoryColumn): MemoryColumn => ({
      ...of,
      values: of.values.flatMap((value, row) => new Array<typeof value>(Number(weight.values[row])).fill(value)),
    });

    for (const [name, target] of [
      ['classes', answer],
      ['numbers', price],
    ] as const)
      it(`count rows as often as they say: ${name}`, async () => {
        const model = target === answer ? classifier : regressor;
        const weighted = await evaluate(model, {data: writeCsv(folder, [...features, target, weight]), weight: 'w'});
        const plain = await evaluate(model, {data: writeCsv(folder, [...features, target].map(repeated), 'often.csv')});
        expect(weighted.rows).to.equal(12);
        expect(plain.rows).to.equal(17);
        expect(weighted.weights).to.deep.equal({column: 'w', total: 17});
        expect(weighted.loss).to.be.closeTo(plain.loss, 1e-6);
        for (const [metric, {value}] of Object.entries(plain.metrics))
          expect(Math.abs((weighted.metrics[metric]?.value ?? NaN) - (value ?? NaN)), metric).to.be.at.most(
            1e-6 * Math.max(1, Math.abs(value ?? 0)), // float32 kernels of another batch size
          );
      });

    it('are found by their role in a file of ingot, and said', async () => {
      const arrow = join(folder, 'weighted.arrow');
      const dataset = memoryDataset([...features, answer, weight]);
      await writeDataset(arrow, dataset.schema, dataset.batches());
      const notes: string[] = [];
      const result = await evaluate(classifier, {
        data: arrow,
        report: (event) => event.type === 'note' && notes.push(event.message),
      });
      expect(result.weights).to.deep.equal({column: 'w', total: 17});
      const plain = await evaluate(classifier, {data: arrow, rowWeights: false});
      expect(plain).to.not.have.property('weights');
      const unweighted = await evaluate(classifier, {data: writeCsv(folder, [...features, answer])});
      expect(plain.loss).to.be.closeTo(unweighted.loss, 1e-6);
      const both = evaluate(classifier, {data: arrow, weight: 'w', rowWeights: false});
      expect(await rejectionOf(both)).to.include({code: 'EVAL_OPTION', exitStatus: 2});
      expect(notes.join()).to.contain("'w'");
    });

    for (const [bad, says] of [
      [-1, /row 3.*-1/],
      [null, /row 3.*missing/],
    ] as const)
      it(`refuse ${String(bad)}, naming the row`, async () => {
        const values = weight.values.map((value, row) => (row === 2 ? bad : value));
        const data = writeCsv(folder, [...features, answer, {...weight, values}]);
        const error = await rejectionOf(evaluate(classifier, {data, weight: 'w'}));
        expect(error).to.include({code: 'EVAL_WEIGHT', exitStatus: 3});
        expect(error.message).to.match(says);
      });

    it('refuse to be 0 everywhere', async () => {
      const data = writeCsv(folder, [...features, answer, {...weight, values: weight.values.map(() => 0)}]);
      expect(await rejectionOf(evaluate(classifier, {data, weight: 'w'}))).to.include({code: 'EVAL_WEIGHT'});
    });
  });

  describe('slices and comparison', () => {
    const shop: MemoryColumn = {
      name: 'shop',
      kind: 'category',
      values: ANSWERS.map((_, row) => (row < 5 ? 'north' : 'south')),
    };

    it('take columns the model does not know from a CSV file, and its own', async () => {
      const data = writeCsv(folder, [...features, answer, shop]);
      const {slices = []} = await evaluate(classifier, {data, by: ['shop', 'city', 'shop']});
      expect(slices.map(({column, name, rows}) => [column, name, rows])).to.deep.equal([
        ['shop', 'south', 7],
        ['shop', 'north', 5],
        ['city', 'Rom', 5],
        ['city', 'Bern', 3],
        ['city', 'Oslo', 3],
        ['city', '(missing)', 1],
      ]);
      const north = writeCsv(
        folder,
        [...features, answer].map((one) => ({...one, values: one.values.slice(0, 5)})),
        'north.csv',
      );
      const alone = await evaluate(classifier, {data: north});
      expect(slices[1]?.metrics['accuracy']).to.deep.equal(alone.metrics['accuracy']);
    });

    it('keep their rows when some cannot be measured', async () => {
      const holes = {...answer, values: ANSWERS.map((text, row) => (row === 0 || row === 6 ? null : text))};
      const {slices = []} = await evaluate(classifier, {
        data: writeCsv(folder, [...features, holes, shop]),
        by: ['shop'],
      });
      expect(slices.map(({name, rows}) => [name, rows])).to.deep.equal([
        ['south', 6],
        ['north', 4],
      ]);
    });

    it('refuse an absent column and a prepared one', async () => {
      const arrow = join(folder, 'prepared.arrow');
      const dataset = await prepared([...features, answer]);
      await writeDataset(arrow, dataset.schema, dataset.batches());
      await dataset.close();
      const ready = await rejectionOf(evaluate(classifier, {data: arrow, by: ['age']}));
      expect(ready).to.include({code: 'EVAL_COLUMN', exitStatus: 3});
      const absent = await rejectionOf(
        evaluate(classifier, {data: writeCsv(folder, [...features, answer]), by: ['shopp']}),
      );
      expect(absent.exitStatus).to.equal(3);
      expect(absent.message).to.contain("'shopp'");
    });

    it('compare with another model as evaluating both would', async () => {
      const data = writeCsv(folder, [...features, answer]);
      const other = await builtModel(answer, {seed: 5});
      const {comparison, metrics} = await evaluate(classifier, {data, compare: other});
      const alone = await evaluate(other, {data});
      expect(comparison?.rows).to.equal(12);
      for (const [name, {a, b}] of Object.entries(comparison?.metrics ?? {}))
        expect([a, b], name).to.deep.equal([metrics[name]?.value, alone.metrics[name]?.value]);
    });

    it('refuse models for another target, task or classes, and a pipe that cannot be read twice', async () => {
      const data = writeCsv(folder, [...features, answer]);
      const others = [
        regressor,
        await builtModel({...answer, values: ANSWERS.map((text, row) => (row === 0 ? 'maybe' : text))}),
        await builtModel({...answer, name: 'reply'}),
      ];
      for (const compare of others)
        expect(await rejectionOf(evaluate(classifier, {data, compare}))).to.include({
          code: 'COMPARE_MISMATCH',
          exitStatus: 3,
        });
      const error = await rejectionOf(evaluate(classifier, {data: '-', compare: classifier}));
      expect(error).to.include({code: 'EVAL_OPTION', exitStatus: 2});
    });
  });
});
