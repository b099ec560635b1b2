import {expect} from 'chai';
import type {Tensor, Value} from '../../src/onnx/index.js';
import {RequestError} from '../../src/serve/errors.js';
import {describeTensor, encodeTensor, readInferRequest} from '../../src/serve/protocol.js';

const inputs: readonly Value[] = [
  {name: 'age', dtype: 'float64', shape: ['batch', 1]},
  {name: 'city', dtype: 'string', shape: ['batch', 1]},
];
const outputs: readonly Value[] = [
  {name: 'label', dtype: 'string', shape: ['batch', 1]},
  {name: 'probabilities', dtype: 'float32', shape: ['batch', 2]},
];
const age = {name: 'age', datatype: 'FP64', shape: [2, 1], data: [1.5, 2]};
const city = {name: 'city', datatype: 'BYTES', shape: [2, 1], data: ['Ulm', 'Bern']};

function problemOf(body: unknown): RequestError {
  try {
    readInferRequest(body, inputs, outputs);
  } catch (error) {
    if (error instanceof RequestError) return error;
    throw error;
  }
  throw new Error('expected a RequestError, but the request was accepted');
}

describe('readInferRequest', () => {
  it('reads flat data', () => {
    const {feeds} = readInferRequest({inputs: [age, city]}, inputs, outputs);
    expect(feeds['age']).to.deep.equal({dtype: 'float64', dims: [2, 1], data: Float64Array.of(1.5, 2)});
    expect(feeds['city']).to.deep.equal({dtype: 'string', dims: [2, 1], data: ['Ulm', 'Bern']});
  });

  it('reads nested data in row-major order', () => {
    const matrix: Value = {name: 'x', dtype: 'int64', shape: ['batch', 2]};
    const x = {
      name: 'x',
      datatype: 'INT64',
      shape: [2, 2],
      data: [
        [1, 2],
        [3, 4],
      ],
    };
    const {feeds} = readInferRequest({inputs: [x]}, [matrix], outputs);
    expect(feeds['x']?.data).to.deep.equal(BigInt64Array.of(1n, 2n, 3n, 4n));
  });

  for (const datatype of ['INT8', 'UINT16', 'INT64', 'FP16', 'FP32', 'BOOL'])
    it(`converts ${datatype} to the dtype of the input`, () => {
      const {feeds} = readInferRequest({inputs: [{...age, datatype, data: [1, 0]}, city]}, inputs, outputs);
      expect(feeds['age']).to.deep.equal({dtype: 'float64', dims: [2, 1], data: Float64Array.of(1, 0)});
    });

  it('reads null as the missing value of numbers and of texts', () => {
    const body = {
      inputs: [
        {...age, data: [null, 1]},
        {...city, data: ['x', null]},
      ],
    };
    const {feeds} = readInferRequest(body, inputs, outputs);
    expect([...(feeds['age']?.data as Float64Array)]).to.deep.equal([NaN, 1]);
    expect(feeds['city']?.data).to.deep.equal(['x', '']);
  });

  it('asks for every output unless some are named', () => {
    expect(readInferRequest({inputs: [age, city]}, inputs, outputs).outputs).to.deep.equal(['label', 'probabilities']);
    const some = {inputs: [age, city], outputs: [{name: 'probabilities'}], id: '7'};
    expect(readInferRequest(some, inputs, outputs)).to.include({id: '7'});
    expect(readInferRequest(some, inputs, outputs).outputs).to.deep.equal(['probabilities']);
  });

  const refused: readonly {name: string; body: unknown; field: string | undefined; says: string}[] = [
    {name: 'a list as request', body: [], field: undefined, says: 'must be a JSON object'},
    {name: 'no inputs', body: {}, field: 'inputs', says: 'got nothing'},
    {name: 'a missing input', body: {inputs: [age]}, field: 'inputs', says: "Input 'city' is missing"},
    {
      name: 'a fraction sent as a whole number',
      body: {inputs: [{...age, datatype: 'INT8'}, city]},
      field: 'inputs[0].data[0]',
      says: 'whole number from -128 to 127 (INT8), got 1.5',
    },
    {
      name: 'a number beyond the datatype it is sent as',
      body: {inputs: [{...age, datatype: 'UINT8', data: [1, 300]}, city]},
      field: 'inputs[0].data[1]',
      says: '(UINT8), got 300',
    },
    {
      name: 'a number sent as a truth value',
      body: {inputs: [{...age, datatype: 'BOOL', data: [1, 2]}, city]},
      field: 'inputs[0].data[1]',
      says: 'true or false, got 2',
    },
    {
      name: 'a number too large for a double',
      body: {inputs: [{...age, data: [1, JSON.parse('1e400') as number]}, city]},
      field: 'inputs[0].data[1]',
      says: 'got Infinity',
    },
    {name: 'an input given twice', body: {inputs: [age, age]}, field: 'inputs[1].name', says: 'given twice'},
    {
      name: 'an unknown input',
      body: {inputs: [{...age, name: 'aeg'}]},
      field: 'inputs[0].name',
      says: "Did you mean 'age'?",
    },
    {
      name: 'an unknown datatype',
      body: {inputs: [{...age, datatype: 'FP8'}]},
      field: 'inputs[0].datatype',
      says: '"FP8"',
    },
    {name: 'texts for numbers', body: {inputs: [{...city, name: 'age'}]}, field: 'inputs[0].datatype', says: 'FP64'},
    {name: 'numbers for texts', body: {inputs: [{...age, name: 'city'}]}, field: 'inputs[0].datatype', says: 'BYTES'},
    {
      name: 'a shape of another rank',
      body: {inputs: [{...age, shape: [2]}]},
      field: 'inputs[0].shape',
      says: '[-1, 1]',
    },
    {
      name: 'a fixed size that differs',
      body: {inputs: [{...age, shape: [1, 2]}]},
      field: 'inputs[0].shape',
      says: '[-1, 1]',
    },
    {name: 'a negative size', body: {inputs: [{...age, shape: [-1, 1]}]}, field: 'inputs[0].shape', says: '[-1,1]'},
    {
      name: 'too few values',
      body: {inputs: [{...age, data: [1]}]},
      field: 'inputs[0].data',
      says: 'needs 2 values, got 1',
    },
    {name: 'no data', body: {inputs: [{...age, data: undefined}]}, field: 'inputs[0].data', says: 'got nothing'},
    {
      name: 'nesting beside the shape',
      body: {inputs: [{...age, data: [[1], [2, 3]]}]},
      field: 'inputs[0].data[1]',
      says: 'nesting',
    },
    {name: 'a text as number', body: {inputs: [{...age, data: [1, '2']}]}, field: 'inputs[0].data[1]', says: '"2"'},
    {
      name: 'a number as text',
      body: {inputs: [age, {...city, data: ['x', 2]}]},
      field: 'inputs[1].data[1]',
      says: 'got 2',
    },
    {
      name: 'unequal batch sizes',
      body: {inputs: [{...age, shape: [1, 1], data: [1]}, city]},
      field: 'inputs',
      says: 'same batch size',
    },
    {
      name: 'an unknown output',
      body: {inputs: [age, city], outputs: [{name: 'labels'}]},
      field: 'outputs[0].name',
      says: "Did you mean 'label'?",
    },
    {name: 'an id that is no text', body: {inputs: [age, city], id: 7}, field: 'id', says: 'got 7'},
  ];
  for (const {name, body, field, says} of refused)
    it(`refuses ${name} with 400, naming ${field ?? 'the request'}`, () => {
      const problem = problemOf(body);
      expect(problem.statusCode).to.equal(400);
      expect(problem.field).to.equal(field);
      expect(problem.message).to.include(says);
    });

  it('refuses fractions and numbers out of range for integer inputs', () => {
    const small: Value = {name: 'x', dtype: 'int8', shape: ['batch']};
    for (const value of [1.5, 128, -129, null])
      expect(() =>
        readInferRequest({inputs: [{name: 'x', datatype: 'FP32', shape: [1], data: [value]}]}, [small], outputs),
      ).to.throw(RequestError);
  });
});

describe('encodeTensor', () => {
  const cases: readonly {name: string; tensor: Tensor; data: unknown}[] = [
    {
      name: 'NaN and infinities as null',
      tensor: {dtype: 'float32', dims: [3], data: Float32Array.of(NaN, 0.5, Infinity)},
      data: [null, 0.5, null],
    },
    {name: 'texts', tensor: {dtype: 'string', dims: [2], data: ['a"b', 'ü']}, data: ['a"b', 'ü']},
    {name: 'booleans as such', tensor: {dtype: 'bool', dims: [2], data: Uint8Array.of(0, 1)}, data: [false, true]},
    {name: 'halves as numbers', tensor: {dtype: 'float16', dims: [1], data: Uint16Array.of(0x3c00)}, data: [1]},
    {name: 'no rows', tensor: {dtype: 'float32', dims: [0, 2], data: new Float32Array()}, data: []},
  ];
  for (const {name, tensor, data} of cases)
    it(`writes ${name}`, () =>
      expect(JSON.parse(encodeTensor('y', tensor))).to.deep.include({name: 'y', shape: tensor.dims, data}));

  it('keeps all digits of 64-bit integers', () => {
    const tensor: Tensor = {dtype: 'int64', dims: [1], data: BigInt64Array.of(9007199254740993n)};
    expect(encodeTensor('y', tensor)).to.include('"data":[9007199254740993]');
  });
});

describe('describeTensor', () => {
  it('shows symbolic sizes as -1', () =>
    expect(describeTensor(inputs[0]!)).to.deep.equal({name: 'age', datatype: 'FP64', shape: [-1, 1]}));
});
