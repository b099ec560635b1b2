import {expect} from 'chai';
import {openFakeApp, row, served, signature, type FakeApp} from './fake-app.js';

describe('POST /v1/models/NAME/predict', () => {
  let fake: FakeApp;
  const open = (changes: Parameters<typeof openFakeApp>[0] = {}): void => {
    fake = openFakeApp(changes);
  };
  beforeEach(() => open());
  afterEach(() => fake.app.close());
  const predict = (rows: unknown) => fake.post('/v1/models/flu/predict', {rows});

  it('answers one prediction per row, in order, with the probability of each class', async () => {
    expect(await predict([row, row])).to.deep.equal({
      status: 200,
      body: {
        predictions: [
          {prediction: 'no', probabilities: {no: 0.5, yes: 0.5}},
          {prediction: 'yes', probabilities: {no: 0.25, yes: 0.75}},
        ],
      },
    });
  });

  it('answers no rows with no predictions', async () =>
    expect(await predict([])).to.deep.equal({status: 200, body: {predictions: []}}));

  it('reads cells by the rules of the model: texts, missing words, absent keys', async () => {
    await predict([{age: '30', city: 12, height: '1.7'}, {age: 'NA', height: 1}]); // prettier-ignore
    const {feeds} = fake.jobs[0]!;
    expect([...(feeds['age']!.data as Float64Array)]).to.deep.equal([30, NaN]);
    expect(feeds['city']).to.deep.equal({dtype: 'string', dims: [2, 1], data: ['12', '']});
    expect([...(feeds['height']!.data as Float64Array)]).to.deep.equal([1.7, 1]);
  });

  const refused: readonly {name: string; rows: unknown; status: number; field: string; says: string}[] = [
      {name: 'rows that are no list', rows: row, status: 400, field: 'rows', says: 'Expected {"rows"'},
      {name: 'a row that is no object', rows: [row, 7], status: 400, field: 'rows[1]', says: 'Row 1 should be an object'},
      {name: 'an unknown column', rows: [{...row, heigth: 1}], status: 400, field: 'rows[0].heigth', says: "Did you mean 'height'?"},
      {name: 'an unknown column unlike any', rows: [{...row, x: 1}], status: 400, field: 'rows[0].x', says: 'age, city, height'},
      {name: 'an unreadable cell', rows: [row, {...row, age: 'old'}], status: 422, field: 'rows[1].age', says: `'age' should be numeric, got "old"`},
      {name: 'a list as a cell', rows: [{...row, age: [1]}], status: 422, field: 'rows[0].age', says: 'got [1]'},
      {name: 'a required cell that is absent', rows: [{age: 1}], status: 422, field: 'rows[0].height', says: "'height' has no value"},
      {name: 'a required cell that is null', rows: [{...row, height: null}], status: 422, field: 'rows[0].height', says: "'height' has no value"},
    ]; // prettier-ignore
  for (const {name, rows, status, field, says} of refused)
    it(`refuses ${name} with ${String(status)}, naming ${field}`, async () => {
      const response = await predict(rows);
      expect(response.status).to.equal(status);
      expect(response.body['field']).to.equal(field);
      expect(response.body['error']).to.include(says);
      expect(fake.jobs).to.be.empty;
    });

  it('quotes a cell as it came, but never at length', async () => {
    const huge = await fake.post('/v1/models/flu/predict', '{"rows": [{"age": 1e400, "height": 1}]}');
    expect(huge.body['error']).to.include('got Infinity');
    const long = await predict([{...row, age: 'x'.repeat(1500)}]);
    expect(long.body['error']).to.have.length.below(120);
  });

  it('passes over the target, which rows from a file may carry', async () =>
    expect((await predict([{...row, ill: 'no'}])).status).to.equal(200));

  it('is not fooled by names every object has', async () => {
    open({model: {...served, signature: {...signature, inputs: [{...signature.inputs[0]!, name: 'toString'}]}}});
    await predict([{}]);
    expect([...(fake.jobs[0]!.feeds['toString' as string]!.data as Float64Array)]).to.deep.equal([NaN]);
  });

  it('answers the number of a regression, and null where there is none', async () => {
    open({
      model: {...served, signature: {...signature, task: 'regression'}},
      batcher: {
        submit: () => Promise.resolve({prediction: {dtype: 'float32', dims: [2, 1], data: Float32Array.of(1.5, NaN)}}),
      },
    });
    expect((await predict([row, row])).body).to.deep.equal({predictions: [{prediction: 1.5}, {prediction: null}]});
  });

  it('answers 501 for a model that does not know its columns', async () => {
    open({model: {...served, signature: undefined}});
    const {status, body} = await predict([row]);
    expect(status).to.equal(501);
    expect(body['error']).to.include('/v2/models/flu/infer');
  });
});
