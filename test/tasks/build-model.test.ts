// Whole models from prepared data: what they take, what they give, and what is refused.
import {expect} from 'chai';
import {runRows, toOutputRows} from '../../src/eval/index.js';
import {encodeModel, extractSubgraph, makeModel, type Model} from '../../src/onnx/index.js';
import {createSession} from '../../src/runtime/index.js';
import {buildModel, describeModel} from '../../src/tasks/index.js';
import {AGES, answer, builtModel, CITIES, features, prepared, price, PRICES} from '../support/built-model.js';
import {errorOf, rejectionOf} from '../support/error-of.js';
import type {MemoryColumn} from '../support/memory-dataset.js';

const rows = AGES.map((age, row) => ({age, city: CITIES[row] ?? null}));

/** The logits of raw rows, by running the graph only so far. */
async function logitsOf(model: Model): Promise<number[][]> {
  const names = model.graph.inputs.map(({name}) => name);
  const graph = extractSubgraph(model.graph, names, ['logits']);
  const session = await createSession(encodeModel(makeModel({graph})));
  const {logits} = await session.run({
    age: {dtype: 'float64', dims: [12, 1], data: Float64Array.from(AGES, (age) => age ?? NaN)},
    city: {dtype: 'string', dims: [12, 1], data: CITIES.map((city) => city ?? '')},
  });
  await session.close();
  const width = logits?.dims[1] ?? 1;
  const values = Array.from(logits?.data as Float32Array);
  return Array.from({length: 12}, (_, row) => values.slice(row * width, (row + 1) * width));
}

describe('buildModel', () => {
  it('gives a binary model one logit z, probabilities sigmoid(−z) and sigmoid(z), and the likelier label', async () => {
    const {model, signature} = await builtModel(answer);
    expect(signature.loss).to.equal('binary-cross-entropy');
    const {probabilities = [], label = []} = toOutputRows(await runRows(model, signature, rows));
    (await logitsOf(model)).forEach(([z = NaN], row) => {
      const p = 1 / (1 + Math.exp(-z));
      expect(probabilities[row]?.[0]).to.be.closeTo(1 - p, 1e-6); // float32
      expect(probabilities[row]?.[1]).to.be.closeTo(p, 1e-6);
      expect(label[row]).to.deep.equal([z > 0 ? 'yes' : 'no']);
    });
  });

  it('gives several classes a softmax in sorted order, and integer labels as int64', async () => {
    const grade: MemoryColumn = {...answer, name: 'grade', values: AGES.map((_, row) => String([10, 9, -2][row % 3]))};
    const {model, signature} = await builtModel(grade);
    expect(signature.target.classes).to.deep.equal(['-2', '9', '10']);
    expect(signature.loss).to.equal('cross-entropy');
    const outputs = await runRows(model, signature, rows);
    expect(outputs['label']?.dtype).to.equal('int64');
    const {probabilities = [], label = []} = toOutputRows(outputs);
    (await logitsOf(model)).forEach((z, row) => {
      const sum = z.reduce((total, value) => total + Math.exp(value), 0);
      z.forEach((value, at) => expect(probabilities[row]?.[at]).to.be.closeTo(Math.exp(value) / sum, 1e-6));
      expect(label[row]).to.deep.equal([[-2, 9, 10][z.indexOf(Math.max(...z))]]);
    });
  });

  it("gives a regression model its prediction in the target's own units", async () => {
    const {model, signature} = await builtModel(price);
    const mean = PRICES.reduce((sum, value) => sum + value, 0) / 12;
    const deviation = Math.sqrt(PRICES.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 12);
    expect(signature.target).to.deep.include({name: 'price'});
    expect(signature.target.deviation).to.be.closeTo(deviation, 1e-6);
    const outputs = await runRows(model, signature, rows);
    expect(outputs['prediction']).to.deep.include({dtype: 'float64', dims: [12, 1]});
    (await logitsOf(model)).forEach(([z = NaN], row) =>
      expect(Number(outputs['prediction']?.data[row])).to.be.closeTo(mean + z * deviation, 1e-6 * deviation),
    );
  });

  it('gives the rate of counts, exp of the logit', async () => {
    const {model, signature} = await builtModel(price, {loss: 'poisson'}, {targetTransform: 'none'});
    const {prediction = []} = toOutputRows(await runRows(model, signature, rows));
    (await logitsOf(model)).forEach(([z = NaN], row) => {
      expect(Number(prediction[row]?.[0]) / Math.exp(z)).to.be.closeTo(1, 1e-12);
    });
  });

  it('names all options of its loss', async () => {
    const {signature} = await builtModel(price, {loss: 'quantile', lossOptions: {tau: 0.9}});
    expect(signature).to.deep.include({loss: 'quantile', lossOptions: {tau: 0.9}});
    expect((await builtModel(answer)).signature.lossOptions).to.deep.equal({smoothing: 0});
  });

  it('takes two logits for two classes when asked for cross-entropy', async () => {
    const {model, signature} = await builtModel(answer, {loss: 'cross-entropy'});
    expect((await logitsOf(model))[0]).to.have.lengthOf(2);
    const {probabilities = []} = toOutputRows(await runRows(model, signature, rows));
    expect(Number(probabilities[0]?.[0]) + Number(probabilities[0]?.[1])).to.be.closeTo(1, 1e-6);
  });

  it('has one input per raw column and takes categories and cells it has never seen', async () => {
    const {model, signature} = await builtModel(answer);
    expect(model.graph.inputs.map(({name, dtype, shape}) => [name, dtype, shape])).to.have.deep.members([
      ['age', 'float64', ['batch', 1]],
      ['city', 'string', ['batch', 1]],
    ]);
    const {probabilities = []} = toOutputRows(
      await runRows(model, signature, [
        {age: null, city: 'Paris'},
        {age: 1e6, city: null},
      ]),
    );
    for (const row of probabilities) expect(Number(row[0]) + Number(row[1])).to.be.closeTo(1, 1e-6);
  });

  it('gives the same bytes for the same seed, and other weights for another', async () => {
    const bytes = async (seed: number): Promise<Buffer> =>
      Buffer.from(encodeModel((await builtModel(answer, {seed})).model));
    expect((await bytes(5)).equals(await bytes(5))).to.equal(true);
    expect((await bytes(5)).equals(await bytes(6))).to.equal(false);
  });

  const refused: readonly {
    name: string;
    target?: MemoryColumn;
    columns?: readonly MemoryColumn[];
    options?: object;
    code: string;
    says: RegExp;
  }[] = [
    {
      name: 'a column named as an output',
      columns: [{...features[0]!, name: 'label'}],
      code: 'COLUMN_NAME_RESERVED',
      says: /'label'/,
    },
    {
      name: 'a column named as a weight',
      columns: [{...features[0]!, name: 'dense_0.weight'}],
      code: 'COLUMN_NAME_RESERVED',
      says: /dense_0/,
    },
    {
      name: 'a target of one class',
      target: {...answer, values: ANSWERS_ALL_NO()},
      code: 'TASK_ONE_CLASS',
      says: /'no'/,
    },
    {name: 'a loss of the other task', options: {loss: 'mse'}, code: 'LOSS_MISMATCH', says: /mse.*regression/},
    {name: 'a misspelled loss', options: {loss: 'cross-entrpy'}, code: 'REGISTRY_UNKNOWN', says: /cross-entrpy/},
    {
      name: 'an option the loss does not have',
      options: {lossOptions: {delta: 1}},
      code: 'LOSS_OPTION_UNKNOWN',
      says: /'binary-cross-entropy' has no option 'delta'/,
    },
    {
      name: 'a loss of counts over a scaled target',
      target: price,
      options: {loss: 'poisson'},
      code: 'LOSS_TARGET_SCALED',
      says: /'price' went through 'standardize'/,
    },
    {name: 'the other task', options: {task: 'regression'}, code: 'TASK_MISMATCH', says: /regression.*classification/},
    {name: 'an unknown architecture', options: {architecture: 'mpl'}, code: 'REGISTRY_UNKNOWN', says: /mpl/},
    {
      name: 'an unknown option',
      options: {architectureOptions: {hiden: [3]}},
      code: 'MODEL_OPTION_UNKNOWN',
      says: /hiden/,
    },
  ];
  for (const {name, target = answer, columns = features, options = {}, code, says} of refused)
    it(`refuses ${name}`, async () => {
      const {schema} = await prepared([...columns, target]);
      const error = errorOf(() => buildModel({schema, architecture: 'mlp', seed: 0, ...options}));
      expect(error.code).to.equal(code);
      expect(error.message).to.match(says);
    });

  it('refuses the binary loss for three classes', async () => {
    const three: MemoryColumn = {...answer, values: AGES.map((_, row) => 'abc'[row % 3] ?? '')};
    expect((await rejectionOf(builtModel(three, {loss: 'binary-cross-entropy'}))).code).to.equal('LOSS_MISMATCH');
  });
});

function ANSWERS_ALL_NO(): string[] {
  return AGES.map(() => 'no');
}

describe('describeModel', () => {
  it('counts weights, and only weights', async () => {
    const {model} = await builtModel(answer);
    const {parameters, task, outputs} = describeModel(model);
    // age, its was-missing flag and five codes of city (unknown, missing, three) into 4 units, then one logit.
    expect(parameters.count).to.equal((7 + 1) * 4 + (4 + 1));
    expect(task).to.equal('classification');
    expect(outputs.map(({name}) => name)).to.deep.equal(['probabilities', 'label']);
  });

  it('describes a model that ingot did not make', async () => {
    const {model} = await builtModel(answer);
    const description = describeModel({...model, metadata: {}});
    expect(description.task).to.equal(undefined);
    expect(description.inputs.map(({name}) => name)).to.have.members(['age', 'city']);
  });
});
