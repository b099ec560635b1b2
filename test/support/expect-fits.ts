// An inferred shape beside the tensor that came.
import {expect} from 'chai';
import type {Shape, Tensor} from '../../src/onnx/index.js';
import {evaluateDim} from '../../src/ops/index.js';

/** Every number of the inferred shape is the actual size, every symbol stands for it. */
export function expectFits(
  shape: Shape | undefined,
  tensor: Tensor | undefined,
  sizes: Readonly<Record<string, number>>,
): void {
  if (!shape) return;
  expect(shape.length).to.equal(tensor?.dims.length);
  for (const [axis, dim] of shape.entries())
    if (dim !== '')
      expect(
        evaluateDim(dim, (symbol) => sizes[symbol]),
        `axis ${String(axis)}: ${String(dim)}`,
      ).to.equal(tensor?.dims[axis]);
}
