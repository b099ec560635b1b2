// Runs a graph once, unoptimized and on one thread, so that it is tested as it is.
import {encodeModel, makeModel} from '../../src/onnx/index.js';
import type {Graph, Tensor} from '../../src/onnx/index.js';
import {neededOpset} from '../../src/ops/index.js';
import {createSession} from '../../src/runtime/index.js';
import type {Session} from '../../src/runtime/index.js';

export async function openSession(graph: Graph): Promise<Session> {
  return createSession(encodeModel(makeModel({graph, opsets: neededOpset(graph)})), {threads: 1, optimize: false});
}

export async function runGraph(graph: Graph, feeds: Readonly<Record<string, Tensor>>): Promise<Record<string, Tensor>> {
  const session = await openSession(graph);
  try {
    return await session.run(feeds);
  } finally {
    await session.close();
  }
}

export function numbersOf(tensor: Tensor | undefined): number[] {
  return Array.from((tensor?.data ?? []) as Float32Array, Number);
}
