// Sums of products per channel, [batch, channels, …spatial] → [channels]: one product of a row with a row for each image
// and channel, which reads both once and writes nothing between, where Mul and ReduceSum read and write them again.
import type {Value} from '../define.js';
import type {OpGraph} from '../op-graph.js';
import {staticShape} from './shapes.js';

/** Σ a·b over the batch and all places, `[channels]`; both are `[batch, channels, …spatial]`. */
export function dotPerChannel(g: OpGraph, a: Value, b: Value): Value {
  const rank = a.shape?.length ?? 0;
  const spatial = staticShape(a.shape?.slice(2));
  const channels = a.shape?.[1];
  if (!spatial || typeof channels !== 'number')
    return g.reduceSum(g.mul(a, b), [0, ...Array.from({length: rank - 2}, (_, at) => at + 2)]);
  const places = spatial.reduce((product, size) => product * size, 1);
  const rows = (value: Value): Value => g.reshape(value, [-1, 1, places]);
  const products = g.op('FusedMatMul', [rows(a), rows(b)], {transB: 1}, {domain: 'com.microsoft'});
  return g.reduceSum(g.reshape(products, [-1, channels]), [0]);
}
