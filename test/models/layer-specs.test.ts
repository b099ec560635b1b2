import {expect} from 'chai';
import {readLayerSpecs} from '../../src/models/layer-specs.js';
import {errorOf} from '../support/error-of.js';

const read = (...layers: readonly unknown[]) => readLayerSpecs({layers}, 'layers');

describe('layers of a spec', () => {
  it('have a short form for the main option of each kind', () => {
    const long = [
      {dense: {units: 4}},
      {activation: {name: 'relu'}},
      {norm: {kind: 'layer'}},
      {dropout: {ratio: 0.5}},
      {residual: {layers: [{dense: {units: 4}}], projection: true}},
    ];
    expect(
      read({dense: 4}, {activation: 'relu'}, {norm: 'layer'}, {dropout: 0.5}, {residual: [{dense: 4}]}),
    ).to.deep.equal(long);
    expect(read(...long)).to.deep.equal(long);
  });

  it('over images have short forms too', () => {
    expect(
      read({conv: 8}, {depthwise: 5}, {pool: 'average'}, {'squeeze-excite': 2}, {'global-pool': 'max'}, {flatten: {}}),
    ).to.deep.equal([
      {conv: {filters: 8, kernel: 3}},
      {depthwise: {kernel: 5, multiplier: 1}},
      {pool: {kind: 'average', kernel: 2}},
      {'squeeze-excite': {reduction: 2}},
      {'global-pool': {kind: 'max'}},
      {flatten: {}},
    ]);
    expect(read({conv: {filters: 4, kernel: [1, 3], stride: 2, padding: 0, groups: 2}}, {pool: {}})).to.deep.equal([
      {conv: {filters: 4, kernel: [1, 3], stride: 2, padding: 0, groups: 2}},
      {pool: {kind: 'max', kernel: 2}},
    ]);
  });

  it('take the options that fit', () => {
    const layers = [
      {dense: {units: 4, initializer: 'truncated-normal', 'initializer-scale': 0.1}},
      {activation: {name: 'leaky-relu', alpha: 0.2}},
    ];
    expect(read(...layers)).to.deep.equal([
      {dense: {units: 4, initializer: 'truncated-normal', initializerScale: 0.1}},
      {activation: {name: 'leaky-relu', alpha: 0.2}},
    ]);
  });

  const wrong: readonly {layers: readonly unknown[]; code: string; says: RegExp}[] = [
    {layers: [], code: 'MODEL_OPTION_INVALID', says: /'layers' expects a list of at least one/},
    {layers: ['dense'], code: 'MODEL_OPTION_INVALID', says: /layers\[0\].*a map/},
    {layers: [{}], code: 'MODEL_OPTION_INVALID', says: /layers\[0\] expects one of dense, activation/},
    {layers: [{dense: 3}, {dense: 3, dropout: 0.1}], code: 'MODEL_OPTION_INVALID', says: /layers\[1\] expects one of/},
    {layers: [{convolve: 3}], code: 'MODEL_OPTION_UNKNOWN', says: /layers\[0\] has no option 'convolve'/},
    {layers: [{dense: {units: 3, bias: 0}}], code: 'MODEL_OPTION_UNKNOWN', says: /layers\[0\]\.dense has no option/},
    {layers: [{dense: 0}], code: 'MODEL_OPTION_INVALID', says: /layers\[0\]\.dense\.units.*at least 1, got 0/},
    {layers: [{dense: {}}], code: 'MODEL_OPTION_INVALID', says: /layers\[0\]\.dense\.units/},
    {layers: [{dropout: 1}], code: 'MODEL_OPTION_INVALID', says: /dropout\.ratio.*below 1, got 1/},
    {layers: [{norm: 'group'}], code: 'MODEL_OPTION_INVALID', says: /norm\.kind.*one of batch, layer/},
    {
      layers: [{conv: {filters: 4, kernel: [3, 0]}}],
      code: 'MODEL_OPTION_INVALID',
      says: /conv\.kernel.*at least 1, got 0/,
    },
    {
      layers: [{conv: {filters: 4, padding: 'full'}}],
      code: 'MODEL_OPTION_INVALID',
      says: /padding.*one of same, valid/,
    },
    {layers: [{flatten: 3}], code: 'MODEL_OPTION_INVALID', says: /layers\[0\]\.flatten takes no option/},
    {layers: [{norm: null}], code: 'MODEL_OPTION_INVALID', says: /norm\.kind/},
    {layers: [{activation: 'rellu'}], code: 'REGISTRY_UNKNOWN', says: /rellu/},
    {layers: [{activation: {name: 'elu', alpha: 0}}], code: 'MODEL_OPTION_INVALID', says: /activation\.alpha/},
    {layers: [{activation: {name: 'relu', alpha: 1}}], code: 'MODEL_OPTION_UNUSED', says: /activation\.alpha.*relu/},
    {
      layers: [{dense: {units: 3, 'initializer-scale': 1}}],
      code: 'MODEL_OPTION_UNUSED',
      says: /layers\[0\]\.dense\.initializer-scale.*glorot-uniform/,
    },
    {layers: [{residual: {layers: [{dense: 3}], projection: 1}}], code: 'MODEL_OPTION_INVALID', says: /projection/},
    {
      layers: [{residual: [{residual: [{dense: -1}]}]}],
      code: 'MODEL_OPTION_INVALID',
      says: /\.residual\.layers\[0\]\.dense/,
    },
  ];
  for (const {layers, code, says} of wrong)
    it(`are refused with their place: ${JSON.stringify(layers)}`, () => {
      const error = errorOf(() => read(...layers));
      expect(error).to.have.property('code', code);
      expect(error).to.have.property('message').that.matches(says);
    });
});
