// Networks over sequences: that all of each trains, that a causal one sees no later step, and how they refuse what does
// not fit.
import {expect} from 'chai';
import {buildGradients} from '../../src/autodiff/index.js';
import {Random} from '../../src/core/index.js';
import {architectures} from '../../src/models/index.js';
import {type Dim, type Tensor, checkModel, makeModel} from '../../src/onnx/index.js';
import {OpGraph} from '../../src/ops/index.js';
import {errorOf} from '../support/error-of.js';
import {numbersOf, runGraph} from '../support/run-graph.js';

const [STEPS, FEATURES, VOCABULARY, CLASSES] = [5, 3, 7, 4];

type EntryKind = 'tokens' | 'series' | 'single';
const SHAPES: Readonly<Record<EntryKind, readonly Dim[]>> = {
  tokens: ['batch', STEPS],
  series: ['batch', STEPS, FEATURES],
  single: ['batch', STEPS],
};

function build(name: string, given: Record<string, unknown> = {}, kind: EntryKind = 'tokens'): OpGraph {
  const architecture = architectures.get(name);
  const g = new OpGraph({name: 'model'});
  const context = {
    entry: [g.input('x', kind === 'tokens' ? 'int32' : 'float32', SHAPES[kind])],
    tensorEntries: new Set(['x']),
    vocabularySizes: kind === 'tokens' ? [[VOCABULARY]] : [],
    outputs: CLASSES,
  };
  g.output(architecture.build(g, {...context, options: architecture.resolve(given), random: new Random(1)}));
  return g;
}

function draw(kind: EntryKind, batch = 2): Tensor {
  const dims = SHAPES[kind].map((dim) => (typeof dim === 'number' ? dim : batch));
  const length = dims.reduce((product, dim) => product * dim, 1);
  const random = new Random(`input ${kind}`);
  return kind === 'tokens'
    ? {dtype: 'int32', dims, data: Int32Array.from({length}, () => random.integer(VOCABULARY))}
    : {dtype: 'float32', dims, data: Float32Array.from({length}, () => random.normal())};
}

const small = {width: 8, heads: 2, depth: 1};
const variants = [
  {name: 'gru', given: {units: 6}, kind: 'tokens'},
  {name: 'gru', given: {units: 4, depth: 2, bidirectional: true, dropout: 0.5}, kind: 'series'},
  {name: 'lstm', given: {units: 6, depth: 2}, kind: 'single'},
  {name: 'transformer', given: small, kind: 'tokens'},
  {name: 'transformer', given: {...small, norm: 'rms', position: 'rotary', keyHeads: 1}, kind: 'series'},
  {name: 'transformer', given: {...small, position: 'sinusoidal', sequencePool: 'max', feedForward: 5}, kind: 'single'},
  {name: 'gpt', given: small, kind: 'tokens'},
  {
    name: 'transformer',
    given: {width: 6, layers: [{dense: 4}, {lstm: {units: 3, 'every-step': true}}, {'sequence-pool': 'mean'}]},
    kind: 'tokens',
  },
] as const;

describe('architectures over sequences', () => {
  for (const {name, given, kind} of variants)
    it(`give logits and train in every weight: ${name} ${JSON.stringify(given)} over ${kind}`, async () => {
      const g = build(name, given, kind);
      const graph = g.build();
      expect(g.value('logits').shape).to.deep.equal(['batch', CLASSES]);
      checkModel(makeModel({graph}));
      const names = [...graph.initializers.keys()].filter((key) => /^(?!const)[a-z_]+_\d/u.test(key));
      const loss = g.reduceSum(g.mul(g.value('logits'), g.numbers([1, -2, 3, 0.5])));
      const gradients = buildGradients(
        g,
        loss,
        names.map((key) => g.value(key)),
      );
      for (const [at, gradient] of gradients.entries()) g.output(gradient, `d/${names[at] ?? ''}`);
      const outputs = await runGraph(g.build(), {x: draw(kind)});
      expect(names.length).to.be.above(4);
      for (const key of names) expect(numbersOf(outputs[`d/${key}`]).some(Boolean), key).to.equal(true);
    });

  it('of the causal kind see no later step', async () => {
    const first = (given: Record<string, unknown>, name: string) =>
      build(name, {...given, sequencePool: 'first'}).build();
    const tokens = draw('tokens', 1);
    const data = Int32Array.from(tokens.data as Int32Array);
    data[STEPS - 1] = ((data[STEPS - 1] ?? 0) + 1) % VOCABULARY;
    for (const position of ['learned', 'rotary'])
      for (const [name, isBlind] of [
        ['gpt', true],
        ['transformer', false],
      ] as const) {
        const graph = first({...small, position}, name);
        const before = numbersOf((await runGraph(graph, {x: tokens}))['logits']);
        const after = numbersOf((await runGraph(graph, {x: {...tokens, data}}))['logits']);
        expect(JSON.stringify(before) === JSON.stringify(after), `${name}, ${position}`).to.equal(isBlind);
      }
  });

  it('know the order of steps by rotary positions alone', async () => {
    const swapped = draw('tokens', 1);
    const data = Int32Array.from(swapped.data as Int32Array).reverse();
    for (const position of ['rotary', 'none']) {
      const graph = build('transformer', {...small, position}).build();
      const [a, b] = [swapped, {...swapped, data}].map((x) => runGraph(graph, {x}));
      const [one, other] = [numbersOf((await a)?.['logits']), numbersOf((await b)?.['logits'])];
      const distance = Math.max(...one.map((value, at) => Math.abs(value - (other[at] ?? NaN))));
      if (position === 'none') expect(distance).to.be.below(1e-6);
      else expect(distance).to.be.above(1e-6);
    }
  });

  const refusals = [
    {
      title: 'heads that do not divide the width',
      act: () => build('transformer', {width: 10, heads: 4}),
      code: 'LAYER_OPTION_INVALID',
      message: /heads that divide its width 10, got 4/,
    },
    {
      title: 'layers that end in sequences',
      act: () => build('gru', {layers: [{gru: {units: 3, 'every-step': true}}]}),
      code: 'MODEL_OPTION_INVALID',
      message: /rows \[batch, width\], got \[batch, 5, 3\]/,
    },
    {
      title: 'a recurrent layer over rows',
      act: () => build('gru', {layers: [{gru: 3}, {gru: 3}]}),
      code: 'LAYER_SHAPE',
      message: /sequences \[batch, steps, width\].*\[batch, 3\]/,
    },
    {
      title: 'flags beside layers',
      act: () => build('lstm', {units: 3, layers: [{lstm: 3}]}),
      code: 'MODEL_OPTION_UNUSED',
      message: /units/,
    },
    {
      title: 'columns that are no sequence',
      act: () => {
        const architecture = architectures.get('gpt');
        const g = new OpGraph();
        const entry = [g.input('block', 'float32', ['batch', 3])];
        const context = {entry, vocabularySizes: [], outputs: 2, random: new Random(1)};
        return architecture.build(g, {...context, options: architecture.resolve({})});
      },
      code: 'MODEL_OPTION_INVALID',
      message: /one column of sequences/,
    },
  ] as const;
  for (const {title, act, code, message} of refusals)
    it(`refuse ${title}`, () => {
      const error = errorOf(act);
      expect(error.code).to.equal(code);
      expect(error.message).to.match(message);
    });
});
