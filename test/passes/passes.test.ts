// Each pass on its example: what it does, printed; that it does it once; that the runtime gives the same numbers.
import {expect} from 'chai';
import {encodeModel, makeModel, printGraph, checkModel, type Graph} from '../../src/onnx/index.js';
import {optimizeGraph, passes, type PassDefinition} from '../../src/passes/index.js';
import {contextOf} from '../../src/passes/optimize-graph.js';
import {expectGolden} from '../support/golden.js';
import {runGraph} from '../support/run-graph.js';
import {expectSame} from '../support/same-outputs.js';
import {EXAMPLES, feedsOf, type PassExample} from './examples.js';

const contextFor = ({purposes: [purpose = 'training']}: PassDefinition, {variables, keep}: PassExample) =>
  contextOf({purpose, variables, keep});

function exampleOf({name}: PassDefinition): PassExample {
  const example = EXAMPLES[name];
  expect(example, `no example of pass '${name}' in examples.ts`).to.not.equal(undefined);
  return example!;
}

describe('each pass on its example', () => {
  for (const pass of passes.values()) {
    it(`${pass.name} is the one in test/golden/passes`, async () => {
      const example = exampleOf(pass);
      const after = await pass.run(example.graph, contextFor(pass, example));
      expectGolden(
        `passes/${pass.name}.txt`,
        `# ${pass.summary}\n# before\n${printGraph(example.graph)}\n# after\n${printGraph(after)}`,
      );
    });

    it(`${pass.name} gives the same numbers, and a valid graph`, async () => {
      const example = exampleOf(pass);
      const after = await pass.run(example.graph, contextFor(pass, example));
      expect(after).to.not.equal(example.graph);
      checkModel(makeModel({graph: after}));
      const feeds = feedsOf(example.graph);
      expectSame(await runGraph(after, feeds), await runGraph(example.graph, feeds), pass.tolerance);
    });

    it(`${pass.name} finds nothing more to do after a while`, async () => {
      const example = exampleOf(pass);
      const context = contextFor(pass, example);
      let graph = example.graph;
      for (let round = 0; round < 3; round += 1) graph = await pass.run(graph, context);
      expect(await pass.run(graph, context)).to.equal(graph);
    });
  }
});

describe('optimizeGraph', () => {
  const all: readonly [string, PassExample][] = Object.entries(EXAMPLES);
  const optimized = ({graph, variables, keep}: PassExample, purpose: 'training' | 'export'): Promise<Graph> =>
    optimizeGraph(graph, {purpose, variables, keep});

  it('gives the same bytes for the same graph, and has nothing to do after that', async () => {
    for (const [, example] of all) {
      const [first, second] = [await optimized(example, 'export'), await optimized(example, 'export')];
      const bytes = (graph: Graph): Uint8Array => encodeModel(makeModel({graph}));
      expect(bytes(first)).to.deep.equal(bytes(second));
      expect(await optimized({...example, graph: first}, 'export')).to.equal(first);
    }
  });

  it('leaves a graph that has nothing to lose as it is', async () => {
    const {graph: example} = EXAMPLES['fold-batch-norm']!;
    const graph = await optimizeGraph(example, {purpose: 'training', variables: example.initializers.keys()});
    const training = {purpose: 'training', variables: graph.initializers.keys()} as const;
    expect(await optimizeGraph(graph, training)).to.equal(graph);
  });

  it('keeps inputs, outputs and the names asked for, whatever becomes of the rest', async () => {
    for (const [name, example] of all) {
      const {graph} = example;
      const keep = graph.nodes.map(({outputs: [output = '']}) => output);
      const after = await optimized({...example, keep}, 'export');
      expect(after.inputs, name).to.deep.equal(graph.inputs);
      expect(after.outputs.map((output) => output.name)).to.deep.equal(graph.outputs.map((output) => output.name));
      const made = new Set(after.nodes.flatMap(({outputs}) => outputs));
      for (const each of keep) expect(made, `${name}: ${each}`).to.include(each);
      checkModel(makeModel({graph: after}));
    }
  });
});
