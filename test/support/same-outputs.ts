import {expect} from 'chai';
import type {Tensor} from '../../src/onnx/index.js';

type Outputs = Readonly<Record<string, Tensor>>;

/** Expects the same outputs: bit for bit, or each number within tolerance · (1 + |expected|). */
export function expectSame(actual: Outputs, expected: Outputs, tolerance = 0): void {
  expect(Object.keys(actual)).to.deep.equal(Object.keys(expected));
  for (const [name, {dtype, dims, data}] of Object.entries(expected)) {
    const other = actual[name];
    expect({dtype: other?.dtype, dims: other?.dims}, name).to.deep.equal({dtype, dims});
    for (const [at, value] of (data as Float32Array).entries()) {
      const found = other?.data[at];
      const isSame =
        tolerance === 0
          ? Object.is(found, value)
          : Math.abs(Number(found) - value) <= tolerance * (1 + Math.abs(value));
      expect(isSame, `${name}[${String(at)}]: ${String(found)}, expected ${String(value)}`).to.equal(true);
    }
  }
}
