import {expect} from 'chai';
import {Random} from '../../src/core/index.js';
import {architectures} from '../../src/models/index.js';
import {OpGraph} from '../../src/ops/index.js';
import {checkModel, makeModel} from '../../src/onnx/index.js';
import {errorOf} from '../support/error-of.js';

const mlp = architectures.get('mlp');

function build(given: Record<string, unknown> = {}, seed = 42) {
  const g = new OpGraph({name: 'model'});
  const entry = [g.input('numbers', 'float32', ['batch', 3]), g.input('codes', 'int32', ['batch', 2])];
  const options = mlp.resolve(given);
  const random = new Random(seed);
  const logits = mlp.build(g, {entry, vocabularySizes: [[4, 5]], outputs: 2, options, random});
  g.output(logits);
  return {graph: g.build(), logits};
}

const shapes = (given: Record<string, unknown>): Record<string, readonly number[]> =>
  Object.fromEntries(
    [...build(given).graph.initializers]
      .filter(([name]) => /^(dense|embedding)_/u.test(name))
      .map(([name, {dims}]) => [name, dims]),
  );

describe('mlp', () => {
  it('names its parameters and the values people look at', () => {
    const {graph, logits} = build({hidden: [6, 4]});
    expect(shapes({hidden: [6, 4]})).to.deep.equal({
      'dense_0.weight': [12, 6],
      'dense_0.bias': [6],
      'dense_1.weight': [6, 4],
      'dense_1.bias': [4],
      'dense_2.weight': [4, 2],
      'dense_2.bias': [2],
    });
    expect(logits).to.deep.include({name: 'logits', shape: ['batch', 2]});
    for (const name of ['dense_0.z', 'dense_0.a', 'dense_1.z', 'dense_1.a'])
      expect(graph.values.has(name), name).to.equal(true);
    checkModel(makeModel({graph}));
  });

  it('embeds categories instead, of the size asked for or half the vocabulary', () => {
    expect(shapes({hidden: [], categories: 'embedding'})).to.deep.equal({
      embedding_0: [4, 2],
      embedding_1: [5, 3],
      'dense_0.weight': [8, 2],
      'dense_0.bias': [2],
    });
    expect(shapes({hidden: [], categories: 'embedding', embeddingDim: 7})).to.deep.include({embedding_1: [5, 7]});
  });

  it('starts unknown categories at zero weight, and nothing else', () => {
    const {graph} = build({hidden: [6]});
    const {data} = graph.initializers.get('dense_0.weight') ?? {data: new Float32Array()};
    const isZeroRow = (row: number): boolean => [...data].slice(row * 6, (row + 1) * 6).every((value) => value === 0);
    const zeroRows = Array.from({length: 12}, (_, row) => row).filter(isZeroRow);
    expect(zeroRows).to.deep.equal([3, 7]);
    const embedded = build({categories: 'embedding'}).graph.initializers.get('embedding_0');
    expect([...(embedded?.data ?? [])].slice(0, 2)).to.deep.equal([0, 0]);
  });

  it('puts a standard Dropout node after each hidden layer when asked to', () => {
    const {graph} = build({hidden: [6, 4], dropout: 0.5});
    expect(graph.nodes.filter(({opType}) => opType === 'Dropout')).to.have.length(2);
    expect(build().graph.nodes.some(({opType}) => opType === 'Dropout')).to.equal(false);
  });

  it('draws the same weights from the same seed and others from another', () => {
    const weights = (seed: number): unknown => build({}, seed).graph.initializers.get('dense_0.weight')?.data;
    expect(weights(1)).to.deep.equal(weights(1));
    expect(weights(1)).not.to.deep.equal(weights(2));
  });

  const wrong: readonly {given: Record<string, unknown>; code: string}[] = [
    {given: {hiden: [3]}, code: 'MODEL_OPTION_UNKNOWN'},
    {given: {hidden: [0]}, code: 'MODEL_OPTION_INVALID'},
    {given: {hidden: 'wide'}, code: 'MODEL_OPTION_INVALID'},
    {given: {dropout: 1}, code: 'MODEL_OPTION_INVALID'},
    {given: {categories: 'hash'}, code: 'MODEL_OPTION_INVALID'},
    {given: {categories: 'embedding', embeddingDim: -1}, code: 'MODEL_OPTION_INVALID'},
    {given: {activation: 3}, code: 'MODEL_OPTION_INVALID'},
    {given: {activation: 'rellu'}, code: 'REGISTRY_UNKNOWN'},
    {given: {initializer: 'glorot'}, code: 'REGISTRY_UNKNOWN'},
  ];
  for (const {given, code} of wrong)
    it(`refuses ${JSON.stringify(given)} with ${code}`, () => {
      expect(errorOf(() => mlp.resolve(given))).to.have.property('code', code);
    });
});
