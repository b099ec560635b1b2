// The cases of ONNX's conformance tests that the suite keeps: see test/conformance/inference.ts.
import {readFileSync} from 'node:fs';
import {brotliCompressSync, brotliDecompressSync} from 'node:zlib';
import {decodeModel, dtypeInfo, type DType, type Tensor} from '../../src/onnx/index.js';
import type {InferenceCase, RecordedTensor} from './inference-case.js';

export interface StoredCase {
  readonly name: string;
  /** base64 */
  readonly model: string;
  readonly inputs: readonly (RecordedTensor | undefined)[];
  readonly outputs: readonly (RecordedTensor | undefined)[];
}

interface PlainTensor {
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly data?: readonly string[];
}

export function encodeCases(cases: readonly StoredCase[]): Buffer {
  const plain = (tensor: RecordedTensor | undefined): PlainTensor | null =>
    tensor
      ? {
          dtype: tensor.dtype,
          dims: tensor.dims,
          ...(tensor.data && {data: Array.from(tensor.data as ArrayLike<unknown>, String)}),
        }
      : null;
  const lines = cases.map((each) =>
    JSON.stringify({...each, inputs: each.inputs.map(plain), outputs: each.outputs.map(plain)}),
  );
  return brotliCompressSync(lines.join('\n'));
}

export function readCases(url: URL): InferenceCase[] {
  const lines = brotliDecompressSync(readFileSync(url)).toString('utf8').split('\n');
  return lines.map((line) => {
    const {name, model, inputs, outputs} = JSON.parse(line) as {
      readonly name: string;
      readonly model: string;
      readonly inputs: readonly (PlainTensor | null)[];
      readonly outputs: readonly (PlainTensor | null)[];
    };
    const {graph} = decodeModel(Buffer.from(model, 'base64'));
    return {name, graph, inputs: inputs.map(typed), outputs: outputs.map(typed)};
  });
}

function typed(tensor: PlainTensor | null): RecordedTensor | undefined {
  if (!tensor) return undefined;
  const {dtype, dims, data} = tensor;
  return {dtype, dims, ...(data && {data: elementsOf(dtype, data)})};
}

function elementsOf(dtype: DType, texts: readonly string[]): Tensor['data'] {
  const {array} = dtypeInfo(dtype);
  if (!array) return texts;
  const make = array as unknown as {
    from(values: readonly (number | bigint)[]): Exclude<Tensor['data'], readonly string[]>;
  };
  return make.from(texts.map((text) => (array.name.startsWith('Big') ? BigInt(text) : Number(text))));
}
