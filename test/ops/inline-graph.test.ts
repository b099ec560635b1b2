import {expect} from 'chai';
import {float, printGraph} from '../../src/onnx/index.js';
import type {Graph} from '../../src/onnx/index.js';
import {OpGraph, inlineGraph, openGraph} from '../../src/ops/index.js';
import {numbersOf, runGraph} from '../support/run-graph.js';

const vector = (...values: number[]) =>
  ({dtype: 'float32', dims: [values.length], data: Float32Array.from(values)}) as const;

/** y = relu(x · w) */
function scaled(): Graph {
  const g = new OpGraph({name: 'scaled'});
  const x = g.input('x', 'float32', ['n']);
  const w = g.initializer('w', vector(2));
  g.output(g.relu(g.mul(x, w)), 'y');
  return g.build();
}

describe('inlineGraph', () => {
  it('brings the same graph in twice under two prefixes', async () => {
    const g = new OpGraph();
    const x = g.input('x', 'float32', ['n']);
    const first = inlineGraph(g, scaled(), {x}, {prefix: 'first/'});
    const second = inlineGraph(g, scaled(), {x: first['y'] ?? x}, {prefix: 'second/'});
    if (second['y']) g.output(second['y'], 'out');
    const {out} = await runGraph(g.build(), {x: vector(1, -1)});
    expect(numbersOf(out)).to.deep.equal([4, 0]);
    expect([...g.build().initializers.keys()]).to.deep.equal(['first/w', 'second/w']);
  });

  it('writes ops above opset 18 with older ones under the same names, unless told to keep them', async () => {
    const made = new OpGraph({name: 'network'});
    made.output(made.op('Gelu', [made.input('x', 'float32', ['n'])], {}, {outputs: ['y']}));
    const ops = (keepsOps: boolean): readonly string[] => {
      const g = new OpGraph();
      inlineGraph(g, made.build(), {x: g.input('x', 'float32', ['n'])}, {keepsOps});
      expect(g.has('y')).to.equal(true);
      return g.build().nodes.map(({opType}) => opType);
    };
    expect(ops(true)).to.deep.equal(['Gelu']);
    expect(ops(false)).to.include('Erf').and.not.include('Gelu');
    const g = new OpGraph();
    const {y} = inlineGraph(g, made.build(), {x: g.input('x', 'float32', ['n'])});
    if (y) g.output(y);
    const {y: out} = await runGraph(g.build(), {x: vector(1)});
    expect(numbersOf(out)[0]).to.be.closeTo(0.8413447, 1e-6); // Φ(1)
  });

  it('binds initializers too, and then does not copy them', async () => {
    const g = new OpGraph();
    const [x, w] = [g.input('x', 'float32', ['n']), g.input('weight', 'float32', [1])];
    const {y} = inlineGraph(g, scaled(), {x, w});
    if (y) g.output(y);
    expect(g.build().initializers.size).to.equal(0);
    const {y: out} = await runGraph(g.build(), {x: vector(1, 3), weight: vector(10)});
    expect(numbersOf(out)).to.deep.equal([10, 30]);
  });

  it('stops when an input is not bound', () => {
    expect(() => inlineGraph(new OpGraph(), scaled(), {})).to.throw(/'x' of graph 'scaled' is not bound/);
  });

  it('renames what a subgraph takes from outside, and nothing of its own', async () => {
    const body = new OpGraph({prefix: 'body/'});
    body.input('i', 'int64', []);
    const condition = body.input('go', 'bool', []);
    const state = body.input('state', 'float32', [1]);
    const step = body.outer({name: 'step', dtype: 'float32', shape: [1]});
    body.output(body.identity(condition, 'go_on'));
    body.output(body.add(state, step), 'next');
    const outer = new OpGraph({name: 'counting'});
    const x = outer.input('x', 'float32', [1]);
    outer.identity(x, 'step');
    const graph = {type: 'graph', value: body.build()} as const;
    outer.output(outer.op('Loop', [outer.scalar(3, 'int64'), undefined, x], {body: graph}), 'y');
    const g = new OpGraph();
    const {y} = inlineGraph(g, outer.build(), {x: g.input('start', 'float32', [1])}, {prefix: 'in/'});
    if (y) g.output(y, 'out');
    const {out} = await runGraph(g.build(), {start: vector(5)});
    expect(numbersOf(out)).to.deep.equal([20]);
  });

  it('takes the declared types for an op it cannot infer, and refuses when there are none', () => {
    const node = {opType: 'Warp', domain: 'else', name: 'w', inputs: ['x'], outputs: ['y'], attributes: {}} as const;
    const x = {name: 'x', dtype: 'float32', shape: ['n']} as const;
    const graph = (values: Graph['values'], outputs: Graph['outputs']): Graph => ({
      ...{name: 'foreign', inputs: [x], outputs, nodes: [node], initializers: new Map(), values},
    });
    const y = {name: 'y', dtype: 'float32', shape: ['n', 2]} as const;
    expect(openGraph(graph(new Map(), [y])).value('y').shape).to.deep.equal(['n', 2]);
    expect(() => openGraph(graph(new Map(), [])))
      .to.throw()
      .with.property('code', 'OP_UNKNOWN');
  });
});

describe('openGraph', () => {
  it('holds the same graph, outputs aside', () => {
    const g = openGraph(scaled());
    g.output(g.value('y'));
    expect(printGraph(g.build())).to.equal(printGraph(scaled()));
  });

  it('turns Constant nodes of every kind into known tensors', () => {
    const first = new OpGraph();
    const kinds = {
      value_int: 3,
      value_ints: [1, 2],
      value_float: float(0.5),
      value_floats: {type: 'floats', value: [1, 2]},
      value_string: 'a',
      value_strings: ['a', 'b'],
      value: {type: 'tensor', value: vector(7)},
    } as const;
    for (const [name, value] of Object.entries(kinds))
      first.op('Constant', [], {[name]: value}, {outputs: [`of ${name}`]});
    const g = openGraph(first.build());
    const contents = Object.keys(kinds).map((name) =>
      Array.from<unknown>(g.constantOf(g.value(`of ${name}`))?.data ?? []),
    );
    expect(contents).to.deep.equal([[3n], [1n, 2n], [0.5], [1, 2], ['a'], ['a', 'b'], [7]]);
    expect(g.build().nodes).to.deep.equal([]);
  });

  it('does not make an input of an initializer listed as one', () => {
    const graph = scaled();
    const old = {...graph, inputs: [...graph.inputs, {name: 'w', dtype: 'float32', shape: [1]} as const]};
    expect(
      openGraph(old)
        .build()
        .inputs.map(({name}) => name),
    ).to.deep.equal(['x']);
  });
});
