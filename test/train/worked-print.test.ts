// The whole way of a tiny model, printed: what ARCHITECTURE.md quotes, so that it cannot grow old.
import {expect} from 'chai';
import {printGraph, type Graph} from '../../src/onnx/index.js';
import {OpGraph} from '../../src/ops/index.js';
import {optimizeGraph} from '../../src/passes/index.js';
import {buildTrainingProgram} from '../../src/train/program.js';
import {expectGolden} from '../support/golden.js';
import {float32} from '../support/training.js';

const PARAMETERS = ['weight', 'bias'] as const;

/** One unit over two features, with what an exporter could have written around it. */
function forwardGraph(): Graph {
  const g = new OpGraph({name: 'network'});
  const x = g.input('x', 'float32', ['batch', 2]);
  const weight = g.initializer('weight', float32([2, 1], [0.5, -1]));
  const bias = g.initializer('bias', float32([1], [0.25]));
  const rows = g.concat([g.gather(g.shapeOf(x), g.ints([0])), g.ints([-1])], 0);
  const flat = g.op('Reshape', [g.identity(x), rows]);
  g.output(g.op('Gemm', [flat, weight, bias], {}, {outputs: ['logits']}));
  return g.build();
}

describe('the way of a tiny model, from its forward graph to the Loop', () => {
  it('is the one in test/golden/worked-print.txt', async () => {
    const forward = forwardGraph();
    const network = await optimizeGraph(forward, {purpose: 'training', variables: PARAMETERS});
    const program = buildTrainingProgram({
      network,
      logits: 'logits',
      parameters: PARAMETERS,
      loss: 'mse',
      optimizer: 'sgd',
      seed: 1,
      packedBelow: 0,
    });
    expect(program.model.graph.nodes.map(({opType}) => opType)).to.include('Loop');
    const parts = [
      ['The network, as it was written', forward],
      ['After the passes', network],
      ['The training program: its Loop takes one step an iteration', program.model.graph],
    ] as const;
    expectGolden('worked-print.txt', parts.map(([title, graph]) => `# ${title}\n${printGraph(graph)}`).join('\n'));
  });
});
