// Builds a small graph, runs it once and gives back its outputs.
import {encodeModel, makeModel, type Tensor, type Value} from '../../src/onnx/index.js';
import {neededOpset, OpGraph} from '../../src/ops/index.js';
import {createSession} from '../../src/runtime/index.js';

/** @param build - adds inputs named as the feeds, and returns the outputs wanted, by any name */
export async function buildAndRun(
  build: (g: OpGraph) => Readonly<Record<string, Value>>,
  feeds: Readonly<Record<string, Tensor>> = {},
): Promise<Record<string, Tensor>> {
  const g = new OpGraph({name: 'test'});
  for (const [name, value] of Object.entries(build(g))) g.output(value, name);
  const graph = g.build();
  const session = await createSession(encodeModel(makeModel({graph, opsets: neededOpset(graph)})), {threads: 1});
  const outputs = await session.run(feeds);
  await session.close();
  return outputs;
}

export {numbersOf} from './run-graph.js';
