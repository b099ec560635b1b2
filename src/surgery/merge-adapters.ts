// Adapters added into the weights they stand beside: W + (alpha / rank) · B A, and the graph as it was before them.
import {invariant} from '../core/index.js';
import type {Graph, Model, Tensor} from '../onnx/index.js';
import {adapterOf, withAdapter, type AdaptedWeight, type Adapter} from './adapter.js';

/** The model itself where it has no adapters. */
export function mergeAdapters(model: Model): Model {
  const adapter = adapterOf(model);
  if (!adapter) return model;
  const initializers = new Map(model.graph.initializers);
  for (const adapted of adapter.weights) {
    initializers.set(adapted.weight, mergedWeight(model.graph, adapted, adapter));
    for (const name of [adapted.down, adapted.up]) initializers.delete(name);
    for (const base of adapted.bases) initializers.delete(`${prefixOf(base)}const_0`);
  }
  return withAdapter({...model, graph: withoutBranches({...model.graph, initializers}, adapter)}, undefined);
}

const prefixOf = (base: string): string => base.slice(0, -'base'.length);

function withoutBranches(graph: Graph, adapter: Adapter): Graph {
  const prefixes = adapter.weights.flatMap(({bases}) => bases.map(prefixOf));
  const isOfBranch = (name: string): boolean => prefixes.some((prefix) => name.startsWith(prefix));
  const outputOf = new Map(
    graph.nodes
      .filter(({name}) => isOfBranch(name) && name.endsWith('/sum'))
      .map(({inputs, outputs}) => [inputs[0] ?? '', outputs]),
  );
  const nodes = graph.nodes
    .filter(({name}) => !isOfBranch(name))
    .map((node) => ({...node, outputs: outputOf.get(node.outputs[0] ?? '') ?? node.outputs}));
  return {...graph, nodes, values: new Map([...graph.values].filter(([name]) => !isOfBranch(name)))};
}

function mergedWeight({initializers}: Graph, {weight, down, up, form}: AdaptedWeight, {rank, alpha}: Adapter): Tensor {
  const [w, a, b] = [weight, down, up].map((name) => initializers.get(name));
  invariant(w && a && b, `the adapter of '${weight}' is whole`);
  return addProduct(w, {down: a, up: b, scale: alpha / rank, form});
}

/** @returns W + scale · B A, summed in double */
export function addProduct(
  weight: Tensor,
  {down, up, scale, form}: {down: Tensor; up: Tensor; scale: number; form: AdaptedWeight['form']},
): Tensor {
  const [w, a, b] = [weight, down, up].map(({data}) => data as Float32Array);
  invariant(w && a && b, 'float32 weights');
  const data = Float32Array.from(w);
  const [first = 0, second = 0] = weight.dims;
  const isConvolution = form === 'convolution';
  const outputs = form === 'inputs-first' ? second : first;
  // Of a convolution, each place of the kernel is an input of its own.
  const inputs = w.length / Math.max(1, outputs);
  const rank = isConvolution ? (down.dims[0] ?? 0) : (up.dims[0] ?? 0);
  for (let o = 0; o < outputs; o += 1)
    for (let i = 0; i < inputs; i += 1) {
      let sum = 0;
      for (let r = 0; r < rank; r += 1)
        sum += isConvolution
          ? (b[o * rank + r] ?? 0) * (a[r * inputs + i] ?? 0)
          : (b[r * outputs + o] ?? 0) * (a[i * rank + r] ?? 0);
      const at = form === 'inputs-first' ? i * outputs + o : o * inputs + i;
      data[at] = (w[at] ?? 0) + scale * sum;
    }
  return {...weight, data};
}
