// Networks as PyTorch's exporters write them: the arithmetic on shapes falls away, and the numbers stay.
import {readFileSync, readdirSync} from 'node:fs';
import {encodeModel, readModel, type Graph, type Model, type Tensor} from '../../src/onnx/index.js';
import {optimizeGraph, type Purpose} from '../../src/passes/index.js';
import {createSession} from '../../src/runtime/index.js';
import {expectGolden} from '../support/golden.js';
import {expectSame} from '../support/same-outputs.js';

const folder = new URL('../../fixtures/foreign/', import.meta.url);
const {networks} = JSON.parse(readFileSync(new URL('../oracle/foreign.json', import.meta.url), 'utf8')) as {
  networks: Readonly<
    Record<string, {feeds: Readonly<Record<string, {readonly dims: number[]; readonly data: number[]}>>}>
  >;
};
const labels = readdirSync(folder)
  .filter((name) => name.endsWith('.onnx'))
  .map((name) => name.slice(0, -'.onnx'.length))
  .sort();

async function run(model: Model, label: string): Promise<Record<string, Tensor>> {
  const session = await createSession(encodeModel(model), {threads: 1, optimize: false});
  const feeds = Object.entries(networks[label]?.feeds ?? {}).map(([name, {dims, data}]): [string, Tensor] => {
    const isWhole = session.inputs.find((input) => input.name === name)?.dtype === 'int64';
    return isWhole
      ? [name, {dtype: 'int64', dims, data: BigInt64Array.from(data, BigInt)}]
      : [name, {dtype: 'float32', dims, data: Float32Array.from(data)}];
  });
  const outputs = await session.run(Object.fromEntries(feeds));
  await session.close();
  return outputs;
}

async function optimized({graph, opsets}: Model, purpose: Purpose): Promise<Graph> {
  const weights = [...graph.initializers].filter(([, {dtype}]) => dtype === 'float32').map(([name]) => name);
  return optimizeGraph(graph, {purpose, opsets, variables: purpose === 'training' ? weights : []});
}

const SHAPE_OPS = new Set(['Shape', 'Size', 'ConstantOfShape', 'Range', 'Constant', 'Equal']);
const shapeOpsOf = (graph: Graph): number => graph.nodes.filter(({opType}) => SHAPE_OPS.has(opType)).length;

describe('passes on exported networks', () => {
  const lines: string[] = [];

  for (const label of labels)
    it(`keep the outputs of ${label}`, async () => {
      const model = await readModel(new URL(`${label}.onnx`, folder).pathname);
      const [training, exported] = [await optimized(model, 'training'), await optimized(model, 'export')];
      const counts = [model.graph, training, exported].map(({nodes}) => String(nodes.length));
      const shapes = [model.graph, training].map((graph) => String(shapeOpsOf(graph)));
      lines.push(`${label}: nodes ${counts.join(' -> ')}, of which on shapes ${shapes.join(' -> ')}`);
      const expected = await run(model, label);
      expectSame(await run({...model, graph: training}, label), expected);
      // Batch normalization worked into weights rounds them once more.
      expectSame(await run({...model, graph: exported}, label), expected, 1e-5);
    });

  it('leave as many nodes as test/golden/passes/foreign.txt says', () => {
    expectGolden('passes/foreign.txt', `# before -> for training -> for export\n${lines.join('\n')}\n`);
  });
});
