// The loss of evaluated rows, computed by the same graph nodes that training attaches to the logits.
import {invariant} from '../core/index.js';
import {losses} from '../nn/index.js';
import {encodeModel, makeModel, type Tensor} from '../onnx/index.js';
import {OpGraph} from '../ops/index.js';
import type {ModelSignature} from '../prepare/index.js';
import {createSession} from '../runtime/index.js';

export interface LossMeter {
  /**
   * @param logits - `[rows, outputs]` float32
   * @param target - `[rows]` in training space, `[rows, outputs]` where each logit has its own
   * @param rows - positions of the rows that count
   * @param weights - what each of them counts; default 1
   */
  add(
    logits: Tensor,
    target: Int32Array | Float32Array,
    rows: readonly number[],
    weights?: readonly number[],
  ): Promise<void>;
  /** Weighted mean over all rows added, in training space. */
  mean(): number;
  close(): Promise<void>;
}

/** @param outputCount - width of the logits */
export async function createLossMeter(
  {loss: name, lossOptions}: Pick<ModelSignature, 'loss' | 'lossOptions'>,
  outputCount: number,
): Promise<LossMeter> {
  const loss = losses.get(name);
  const g = new OpGraph({name: 'loss'});
  const logits = g.input('logits', 'float32', ['batch', outputCount]);
  const width = loss.targetForm === 'rows' ? outputCount : 1;
  const sizes = loss.targetForm === 'rows' ? [width] : [];
  const target = g.input('target', loss.targetDtype, ['batch', ...sizes]);
  const {terms} = loss.parts(g, logits, target, lossOptions);
  g.output(g.reshape(terms.shape?.length === 1 ? terms : g.reduceSum(terms, [1]), [-1]), 'losses', ['batch']);
  const session = await createSession(encodeModel(makeModel({graph: g.build()})), {threads: 1});
  let sum = 0;
  let total = 0;
  return {
    async add(all, targets, rows, weights) {
      if (rows.length === 0) return;
      const values = all.data as Float32Array;
      const picked = new Float32Array(rows.length * outputCount);
      rows.forEach((row, at) => {
        picked.set(values.subarray(row * outputCount, (row + 1) * outputCount), at * outputCount);
      });
      const size = rows.length * width;
      const labels = targets instanceof Int32Array ? new Int32Array(size) : new Float32Array(size);
      rows.forEach((row, at) => {
        labels.set(targets.subarray(row * width, (row + 1) * width), at * width);
      });
      const outputs = await session.run({
        logits: {dtype: 'float32', dims: [rows.length, outputCount], data: picked},
        target: {dtype: loss.targetDtype, dims: [rows.length, ...sizes], data: labels},
      });
      const found = outputs['losses'];
      invariant(found, 'the loss graph gives losses');
      (found.data as Float32Array).forEach((value, at) => {
        const weight = weights?.[at] ?? 1;
        sum += weight * value;
        total += weight;
      });
    },
    mean: () => sum / total,
    close: () => session.close(),
  };
}
