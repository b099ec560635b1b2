// Gradients through an If: none as it stands, those of the branch once the condition is known.
import {expect} from 'chai';
import {buildGradients} from '../../src/autodiff/index.js';
import {openGraph} from '../../src/ops/index.js';
import {optimizeGraph} from '../../src/passes/index.js';
import {numbersOf, runGraph} from '../support/run-graph.js';
import {EXAMPLES, feedsOf} from './examples.js';

describe('an If on the way to the loss', () => {
  const {graph} = EXAMPLES['fold-if']!;
  const known = {...graph, inputs: graph.inputs.slice(0, 1), outputs: graph.outputs.slice(0, 1)};

  it('has no gradient as it stands', () => {
    const g = openGraph(graph);
    const loss = g.reduceSum(g.value('y0'));
    expect(() => buildGradients(g, loss, [g.value('x')])).to.throw(/'If'/);
  });

  it('lets the gradient pass when its condition is known', async () => {
    const folded = await optimizeGraph(
      {...known, nodes: known.nodes.filter(({outputs}) => !outputs.includes('y1') && !outputs.includes('If_2_out'))},
      {purpose: 'training'},
    );
    expect(folded.nodes.map(({opType}) => opType)).to.not.include('If');
    const g = openGraph(folded);
    const [dx] = buildGradients(g, g.reduceSum(g.value('y0')), [g.value('x')]);
    g.output(dx!, 'dx');
    const feeds = feedsOf(known);
    const x = numbersOf(feeds['x']);
    // y = (x + c)·(−x), so dy/dx = −2x − c; c as examples.ts fills it.
    const offset = [Math.fround(Math.sin(1)), Math.fround(Math.sin(2))];
    const found = numbersOf((await runGraph(g.build(), {x: feeds['x']!}))['dx']);
    for (const [at, value] of x.entries()) expect(found[at]).to.be.closeTo(-2 * value - offset[at % 2]!, 1e-6);
  });
});
