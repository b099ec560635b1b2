// Networks over images: what they are made of, that all of it trains, and how they refuse what does not fit.
import {expect} from 'chai';
import {buildGradients} from '../../src/autodiff/index.js';
import {Random} from '../../src/core/index.js';
import {architectures, describeArchitectures} from '../../src/models/index.js';
import {type Dim, type Graph, checkModel, makeModel} from '../../src/onnx/index.js';
import {OpGraph, stateInitializers} from '../../src/ops/index.js';
import {errorOf} from '../support/error-of.js';
import {numbersOf, runGraph} from '../support/run-graph.js';

const IMAGES = ['batch', 3, 16, 16] as const;

function build(name: string, given: Record<string, unknown> = {}, shape: readonly Dim[] = IMAGES): OpGraph {
  const architecture = architectures.get(name);
  const g = new OpGraph({name: 'model'});
  const context = {entry: [g.input('image', 'float32', shape)], vocabularySizes: [], outputs: 4};
  const random = new Random(1);
  g.output(architecture.build(g, {...context, options: architecture.resolve(given), random}));
  return g;
}

const count = ({nodes}: Graph, opType: string): number => nodes.filter((node) => node.opType === opType).length;

const variants = [
  {name: 'convnet', given: {}, convolutions: 2},
  {
    name: 'convnet',
    given: {channels: [4, 6, 8], kernel: 5, pool: 'average', norm: 'none', globalPool: true, hidden: [], dropout: 0.5},
    convolutions: 3,
  },
  // One of the stem, two a block, one a projection.
  {name: 'resnet', given: {channels: [4, 8]}, convolutions: 1 + 8 + 1},
  {
    name: 'resnet',
    given: {channels: [2, 4], blocks: [1, 1], bottleneck: true, stem: 'imagenet'},
    convolutions: 1 + 6 + 2,
  },
  // One of the stem, three a block, the last.
  {name: 'mobilenet', given: {channels: [4, 6], blocks: [1, 2], features: 8}, convolutions: 1 + 9 + 1},
  {
    name: 'mobilenet',
    given: {channels: [4], blocks: [2], features: 8, squeezeExcite: true, activation: 'relu'},
    convolutions: 1 + 10 + 1,
  },
] as const;

describe('architectures over images', () => {
  for (const {name, given, convolutions} of variants)
    it(`give logits and train in every weight: ${name} ${JSON.stringify(given)}`, async () => {
      const g = build(name, given);
      const graph = g.build();
      expect(g.value('logits').shape).to.deep.equal(['batch', 4]);
      expect(count(graph, 'Conv')).to.equal(convolutions);
      checkModel(makeModel({graph}));
      const states = stateInitializers(graph);
      const names = [...graph.initializers.keys()].filter(
        (key) => /^(?!const)[a-z_]+_\d/u.test(key) && !states.includes(key),
      );
      const loss = g.reduceSum(g.mul(g.value('logits'), g.numbers([1, -2, 3, 0.5])));
      for (const [at, gradient] of buildGradients(
        g,
        loss,
        names.map((key) => g.value(key)),
      ).entries())
        g.output(gradient, `d/${names[at] ?? ''}`);
      const random = new Random(2);
      const data = Float32Array.from({length: 2 * 3 * 16 * 16}, () => random.normal());
      const outputs = await runGraph(g.build(), {image: {dtype: 'float32', dims: [2, 3, 16, 16], data}});
      expect(names.length).to.be.above(convolutions);
      for (const key of names) expect(numbersOf(outputs[`d/${key}`]).some(Boolean), key).to.equal(true);
    });

  it('take images without an axis of channels as one channel', () => {
    const weight = build('convnet', {}, ['batch', 8, 8]).build().initializers.get('conv_0.weight');
    expect(weight?.dims).to.deep.equal([32, 1, 3, 3]);
  });

  it('leave out biases before batch normalization, and name what people look at', () => {
    const {initializers, values} = build('convnet', {channels: [4]}).build();
    expect([...initializers.keys()].filter((name) => !name.startsWith('const'))).to.deep.equal([
      ...['conv_0.weight', 'norm_0.scale', 'norm_0.bias', 'norm_0.mean', 'norm_0.variance'],
      ...['dense_0.weight', 'dense_0.bias', 'dense_1.weight', 'dense_1.bias'],
    ]);
    for (const name of ['conv_0.z', 'norm_0.n', 'conv_0.a', 'pool_0.p', 'flatten_0.f', 'dense_0.a'])
      expect(values.has(name), name).to.equal(true);
  });

  it('compose layers from a list', () => {
    const layers = [
      {conv: {filters: 4, kernel: 5, stride: 2, padding: 'valid'}},
      {activation: 'relu'},
      {residual: [{depthwise: 3}, {norm: 'batch'}, {conv: {filters: 6, kernel: 1}}]},
      {'squeeze-excite': 2},
      {residual: {layers: [{conv: {filters: 6, stride: 2}}]}},
      {pool: {kind: 'max', kernel: 3, stride: 1, padding: 1}},
      {'global-pool': 'max'},
      {dense: 5},
    ];
    const g = build('convnet', {layers});
    const shapeOf = (name: string) => g.value(name).shape;
    expect(['conv_0.z', 'residual_0.y', 'squeeze_excite_0.y', 'residual_1.y', 'pool_0.p'].map(shapeOf)).to.deep.equal([
      ['batch', 4, 6, 6],
      ['batch', 6, 6, 6],
      ['batch', 6, 6, 6],
      ['batch', 6, 3, 3],
      ['batch', 6, 3, 3],
    ]);
  });

  const refused: readonly {given: Record<string, unknown>; shape?: readonly Dim[]; code: string; says: RegExp}[] = [
    {
      given: {},
      shape: ['batch', 8],
      code: 'MODEL_OPTION_INVALID',
      says: /one column of images.*image: float32 \[batch, 8\]/,
    },
    {
      given: {layers: [{flatten: {}}, {conv: 3}]},
      code: 'LAYER_SHAPE',
      says: /'conv_0' expects images.*'flatten_0\.f' has the shape \[batch, 768\]/,
    },
    {
      given: {layers: [{conv: 3}, {dense: 4}]},
      code: 'LAYER_SHAPE',
      says: /'dense_0' expects an input \[batch, width\].*\[batch, 3, 16, 16\]/,
    },
    {given: {layers: [{conv: 3}]}, code: 'MODEL_OPTION_INVALID', says: /end in rows.*\[batch, 3, 16, 16\]/},
    {
      given: {layers: [{pool: {kernel: 8}}, {pool: {kernel: 3}}, {flatten: {}}]},
      code: 'LAYER_SHAPE',
      says: /'pool_1' expects images of at least its window \(3×3\).*\[batch, 3, 2, 2\]/,
    },
    {
      given: {layers: [{conv: {filters: 4, groups: 2}}, {flatten: {}}]},
      code: 'LAYER_OPTION_INVALID',
      says: /'conv_0' expects groups that divide its 3 channels/,
    },
    {
      given: {layers: [{conv: {filters: 4, kernel: [3]}}, {flatten: {}}]},
      code: 'LAYER_OPTION_INVALID',
      says: /'conv_0' expects one kernel, or one for each of 2/,
    },
    {
      given: {layers: [{pool: {kind: 'average', dilation: 2}}, {flatten: {}}]},
      code: 'LAYER_OPTION_INVALID',
      says: /'pool_0' expects no dilation/,
    },
    {
      given: {layers: [{residual: {layers: [{conv: 4}], projection: false}}, {flatten: {}}]},
      code: 'MODEL_OPTION_INVALID',
      says: /layers\[0\]\.residual expects.*\[batch, 3, 16, 16\], got \[batch, 4, 16, 16\]/,
    },
    {given: {layers: [{flatten: {}}], kernel: 3}, code: 'MODEL_OPTION_UNUSED', says: /'kernel'/},
  ];
  for (const {given, shape, code, says} of refused)
    it(`refuse, naming layer and shape: ${JSON.stringify(given)}${shape ? ` on [${shape.join()}]` : ''}`, () => {
      const error = errorOf(() => build('convnet', given, shape));
      expect(error).to.have.property('code', code);
      expect(error).to.have.property('message').that.matches(says);
    });

  it('refuse stages without their number of blocks', () => {
    const error = errorOf(() => build('resnet', {channels: [4, 8], blocks: [1]}));
    expect(error)
      .to.have.property('message')
      .that.matches(/'blocks' expects a number for each of the 2 stages/);
  });
});

describe('the list of architectures', () => {
  it('has a meaning for every option with a default, and no other but layers', () => {
    for (const {name, defaults, summaries} of architectures.values())
      expect(
        Object.keys(summaries).filter((option) => option !== 'layers'),
        name,
      ).to.have.members(Object.keys(defaults));
  });

  it('names options as flags', () => {
    const {architectures: listed, layers} = describeArchitectures();
    const mobilenet = listed.find(({name}) => name === 'mobilenet');
    expect(mobilenet?.options).to.deep.include({
      name: 'squeeze-excite',
      default: false,
      summary: 'Weigh the channels inside each block by their means.',
    });
    expect(layers.map(({name}) => name)).to.include.members(['dense', 'conv', 'residual']);
  });
});
