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
      .filter(([name]) => /^(dense|embedding|norm|residual)_/u.test(name))
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

  it('normalizes before the activation; before the batch a bias would have no gradient, so there is none', () => {
    expect(shapes({hidden: [6], norm: 'batch'})).to.deep.equal({
      'dense_0.weight': [12, 6],
      'norm_0.scale': [6],
      'norm_0.bias': [6],
      'norm_0.mean': [6],
      'norm_0.variance': [6],
      'dense_1.weight': [6, 2],
      'dense_1.bias': [2],
    });
    expect(shapes({hidden: [6], norm: 'layer'})).to.include.keys('dense_0.bias', 'norm_0.scale');
    const {graph} = build({hidden: [6], norm: 'layer', activation: 'elu', activationAlpha: 0.5});
    const [elu] = graph.nodes.filter(({opType}) => opType === 'Elu');
    expect(elu).to.deep.include({inputs: ['norm_0.n'], outputs: ['dense_0.a']});
    expect(elu?.attributes['alpha']).to.deep.equal({type: 'float', value: 0.5});
  });

  it('adds each hidden layer to its input, through a projection only where the widths differ', () => {
    const given = {hidden: [6, 6, 4], residual: true};
    expect(shapes(given))
      .to.include.keys('residual_0.weight', 'residual_2.weight')
      .and.not.to.include.keys('residual_1.weight', 'residual_0.bias');
    const {graph} = build(given);
    const sums = graph.nodes.filter(({opType, outputs}) => opType === 'Add' && outputs[0]?.startsWith('residual_'));
    expect(sums.map(({inputs}) => inputs[1])).to.deep.equal(['dense_0.a', 'dense_1.a', 'dense_2.a']);
    expect(sums[1]?.inputs[0]).to.equal('residual_0.y');
    // What means "unknown" starts at zero in both ways.
    const {data} = graph.initializers.get('residual_0.weight') ?? {data: new Float32Array()};
    expect([...data].slice(18, 24)).to.deep.equal([0, 0, 0, 0, 0, 0]);
  });

  it('builds the same graph from flags and from the layers they stand for', () => {
    const flags = {hidden: [6, 4], norm: 'layer', activation: 'silu', dropout: 0.2};
    const layers = [6, 4].flatMap((dense) => [{dense}, {norm: 'layer'}, {activation: 'silu'}, {dropout: 0.2}]);
    expect(build({layers}).graph).to.deep.equal(build(flags).graph);
  });

  it('gives rectifiers before a leaky slope the gain of the paper', () => {
    const spread = (activation: string, activationAlpha?: number): number => {
      const given = {hidden: [400], activation, initializer: 'he-normal'};
      const {graph} = build({...given, ...(activationAlpha === undefined ? {} : {activationAlpha})});
      const weights = [...(graph.initializers.get('dense_0.weight')?.data as Float32Array)].filter(
        (value) => value !== 0,
      );
      return Math.sqrt(weights.reduce((sum, value) => sum + value ** 2, 0) / weights.length);
    };
    expect(spread('leaky-relu', 1) / spread('relu')).to.be.closeTo(Math.SQRT1_2, 1e-6);
    expect(spread('tanh')).to.be.closeTo(spread('relu'), 1e-6);
  });

  it('names a second activation after a dense layer, and a learned slope, by themselves', () => {
    const layers = [{dense: 4}, {activation: 'prelu'}, {activation: 'prelu'}];
    expect(build({layers}).graph.initializers.has('dense_0.slope')).to.equal(true);
    expect(build({layers}).graph.initializers.has('activation_0.slope')).to.equal(true);
  });

  it('refuses embeddings where there is no category', () => {
    const g = new OpGraph({name: 'model'});
    const entry = [g.input('numbers', 'float32', ['batch', 3])];
    const options = mlp.resolve({categories: 'embedding'});
    const context = {entry, vocabularySizes: [], outputs: 1, options, random: new Random(1)};
    expect(errorOf(() => mlp.build(g, context))).to.have.property('code', 'MODEL_OPTION_UNUSED');
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
    {given: {embeddingDim: 3}, code: 'MODEL_OPTION_UNUSED'},
    {given: {initializerScale: 1}, code: 'MODEL_OPTION_UNUSED'},
    {given: {activationAlpha: 1}, code: 'MODEL_OPTION_UNUSED'},
    {given: {hidden: [], dropout: 0.1}, code: 'MODEL_OPTION_UNUSED'},
    {given: {layers: [{dense: 3}], hidden: [3]}, code: 'MODEL_OPTION_UNUSED'},
    {given: {layers: []}, code: 'MODEL_OPTION_INVALID'},
    {given: {norm: 'group'}, code: 'MODEL_OPTION_INVALID'},
    {given: {residual: 'yes'}, code: 'MODEL_OPTION_INVALID'},
    {given: {activation: 'elu', activationAlpha: 0}, code: 'MODEL_OPTION_INVALID'},
    {given: {activation: 3}, code: 'MODEL_OPTION_INVALID'},
    {given: {activation: 'rellu'}, code: 'REGISTRY_UNKNOWN'},
    {given: {initializer: 'glorot'}, code: 'REGISTRY_UNKNOWN'},
  ];
  for (const {given, code} of wrong)
    it(`refuses ${JSON.stringify(given)} with ${code}`, () => {
      expect(errorOf(() => mlp.resolve(given))).to.have.property('code', code);
    });
});
