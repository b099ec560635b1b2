// Small random graphs through every pass: what comes out computes the same, whatever it was made of.
import fc from 'fast-check';
import {expect} from 'chai';
import {checkModel, makeModel, type Graph, type Tensor, type Value} from '../../src/onnx/index.js';
import {OpGraph} from '../../src/ops/index.js';
import {optimizeGraph, passes} from '../../src/passes/index.js';
import {contextOf} from '../../src/passes/optimize-graph.js';
import {runGraph} from '../support/run-graph.js';
import {expectSame} from '../support/same-outputs.js';
import {feedsOf} from './examples.js';

/** One step of building: picks among the values so far by number. */
interface Step {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
}

type Rule = (g: OpGraph, a: Value, b: Value) => Value;

const swapped = (g: OpGraph, a: Value): Value => g.transpose(a, [0, 2, 1]);
const back = (g: OpGraph, a: Value, like: Value): Value => g.op('Reshape', [a, g.shapeOf(like)], {allowzero: 1});

/** All values are float32 [batch, 4, 4], so that any two meet. */
const RULES: readonly Rule[] = [
  (g, a, b) => g.add(a, b),
  (g, a, b) => g.mul(a, b),
  (g, a, b) => g.sub(a, b),
  (g, a) => g.relu(a),
  (g, a) => g.tanh(a),
  (g, a) => g.identity(a),
  (g, a) => g.cast(a, 'float32'),
  swapped,
  (g, a) => swapped(g, swapped(g, a)),
  (g, a) => swapped(g, g.relu(swapped(g, a))),
  (g, a) => swapped(g, g.scale(g.sigmoid(swapped(g, a)), 0.5)),
  (g, a, b) => back(g, g.op('Reshape', [a, g.ints([-1, 2, 8])]), b),
  (g, a) => {
    const sizes = g.shapeOf(a);
    const half = g.div(g.gather(sizes, g.ints([1])), g.ints([2]));
    const target = g.concat([g.gather(sizes, g.ints([0])), half, g.ints([-1])], 0);
    return back(g, g.op('Reshape', [a, target]), a);
  },
  (g, a) => g.add(a, g.scale(g.transpose(g.numbers([...Array(16).keys()], 'float32', [4, 4])), 0.25)),
  (g, a) => g.op('Expand', [a, g.shapeOf(a)]),
  (g, a) => g.op('Slice', [a, g.ints([0]), g.ints([2 ** 40]), g.ints([1])]),
  (g, a) => {
    const [kept = a] = g.ops('Dropout', [a, g.scalar(0.3)]);
    return kept;
  },
  (g, a) => g.op('Concat', [a], {axis: 1}),
  (g, a) => {
    const pooled = g.op('MaxPool', [g.relu(g.unsqueeze(a, [1]))], {kernel_shape: [2, 2], strides: [2, 2]});
    return g.add(a, g.reduceMax(pooled));
  },
];

const steps = fc.array(fc.record({kind: fc.nat(RULES.length - 1), a: fc.nat(1000), b: fc.nat(1000)}), {
  minLength: 2,
  maxLength: 12,
});

function graphOf(plan: readonly Step[], outputs: readonly number[]): Graph {
  const g = new OpGraph({name: 'random'});
  const values = ['x', 'z'].map((name) => g.input(name, 'float32', ['batch', 4, 4]));
  const at = (index: number): Value => values[index % values.length]!;
  for (const {kind, a, b} of plan) values.push(RULES[kind]!(g, at(a), at(b)));
  values.push(g.sub(at(values.length - 1), at(0)));
  for (const [index, which] of outputs.entries()) g.output(at(which), `y${String(index)}`);
  g.output(values.at(-1)!, 'last');
  return g.build();
}

describe('passes on random graphs', () => {
  const run = (graph: Graph): Promise<Record<string, Tensor>> => runGraph(graph, feedsOf(graph));

  it('together keep every bit, before training and before export', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.array(fc.nat(1000), {maxLength: 2}), async (plan, outputs) => {
        const graph = graphOf(plan, outputs);
        const expected = await run(graph);
        for (const purpose of ['training', 'export'] as const) {
          const after = await optimizeGraph(graph, {purpose});
          checkModel(makeModel({graph: after}));
          expect(after.nodes.length).to.be.at.most(graph.nodes.length);
          expectSame(await run(after), expected);
        }
      }),
      {numRuns: 25},
    );
  });

  it('each by itself keeps every bit and a valid graph', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.constantFrom(...passes.values()), async (plan, pass) => {
        const graph = graphOf(plan, [0]);
        const [purpose = 'training'] = pass.purposes;
        const after = await pass.run(graph, contextOf({purpose}));
        checkModel(makeModel({graph: after}));
        expectSame(await run(after), await run(graph));
      }),
      {numRuns: 40},
    );
  });
});
