// ONNX's node conformance tests, from one compressed file.
import {readFileSync} from 'node:fs';
import {brotliDecompressSync} from 'node:zlib';
import {fromBinary} from '@bufbuild/protobuf';
import {TensorProtoSchema} from '../../src/onnx/generated/onnx_pb.js';
import type {Tensor} from '../../src/onnx/index.js';
import {decodeTensor} from '../../src/onnx/tensor-codec.js';
import {fixture} from './cli.js';

export interface NodeTest {
  readonly name: string;
  readonly model: Uint8Array;
  /** In order of the graph's inputs; absent for most tests, of which only the model is kept. */
  readonly inputs: readonly Tensor[] | undefined;
}

export function readTensorFile(bytes: Uint8Array): Tensor {
  const {dtype, dims, data} = decodeTensor(fromBinary(TensorProtoSchema, bytes), false);
  return {dtype, dims, data};
}

export function readNodeTests(): readonly NodeTest[] {
  const bytes = brotliDecompressSync(readFileSync(fixture('onnx-node-tests.br')));
  const tests = new Map<string, {name: string; model: Uint8Array; inputs: Tensor[] | undefined}>();
  for (let at = 0; at < bytes.byteLength;) {
    const [nameLength, length] = [bytes.readUInt16LE(at), bytes.readUInt32LE(at + 2)];
    const [name = '', file = ''] = bytes.toString('utf8', at + 6, at + 6 + nameLength).split('/');
    const start = at + 6 + nameLength;
    const content = Uint8Array.from(bytes.subarray(start, start + length));
    at = start + length;
    const known = tests.get(name);
    if (known && file !== 'model.onnx') (known.inputs ??= []).push(readTensorFile(content));
    else tests.set(name, {name, model: content, inputs: undefined});
  }
  return [...tests.values()];
}
