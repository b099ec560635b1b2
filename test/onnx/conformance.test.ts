// ONNX's own tests of its operators: every model is read, checked, printed and written without loss, and where the runtime
// takes it, what was written gives the same bits. The whole sweep, with all inputs: bench/onnx-conformance.js.
import {isDeepStrictEqual} from 'node:util';
import {expect} from 'chai';
import {
  dtypeByCode,
  decodeModel,
  encodeModel,
  findProblems,
  printModel,
  type DType,
  type Tensor,
} from '../../src/onnx/index.js';
import {createSession} from '../../src/runtime/index.js';
import {readNodeTests, type NodeTest} from '../support/onnx-node-tests.js';

const DTYPES = Array.from({length: 26}, (_, index) => dtypeByCode(index + 1)!.name);

describe("ONNX's node conformance tests", function () {
  this.timeout(60_000);
  const tests = readNodeTests();
  const namesWhere = (isBad: (model: ReturnType<typeof decodeModel>) => boolean): string[] =>
    tests.filter(({model}) => isBad(decodeModel(model))).map(({name}) => name);

  it('are 1,328, of nearly every element type', () => {
    const dtypes = new Set<DType>();
    for (const {model} of tests) {
      const {inputs, outputs, initializers} = decodeModel(model).graph;
      for (const {dtype} of [...inputs, ...outputs, ...initializers.values()]) dtypes.add(dtype);
    }
    expect(tests).to.have.length(1328);
    // These are held by fixtures/onnx/every-dtype.onnx.
    expect(DTYPES.filter((dtype) => !dtypes.has(dtype))).to.deep.equal(['complex64', 'complex128']);
  });

  it('lose nothing when they are read and written', () => {
    expect(namesWhere((model) => !isDeepStrictEqual(decodeModel(encodeModel(model)), model))).to.deep.equal([]);
  });

  it('are all found sound', () => {
    expect(namesWhere((model) => findProblems(model).length > 0)).to.deep.equal([]);
  });

  it('print alike before and after', () => {
    expect(namesWhere((model) => printModel(decodeModel(encodeModel(model))) !== printModel(model))).to.deep.equal([]);
  });

  const runnable = tests.filter((test): test is NodeTest & {inputs: readonly Tensor[]} => test.inputs !== undefined);
  it(`give the same bits when written again: ${String(runnable.length)} of them, one of each operator`, async () => {
    expect(runnable.length).to.be.above(100);
    const differing: string[] = [];
    for (const {name, model, inputs} of runnable) {
      const names = decodeModel(model).graph.inputs.map((input) => input.name);
      const feeds: Record<string, Tensor> = {};
      for (const [index, tensor] of inputs.entries()) feeds[names[index]!] = tensor;
      const results = [];
      for (const bytes of [model, encodeModel(decodeModel(model))]) {
        const session = await createSession(bytes, {threads: 1});
        results.push(await session.run(feeds));
        await session.close();
      }
      if (!isDeepStrictEqual(results[0], results[1])) differing.push(name);
    }
    expect(differing).to.deep.equal([]);
  });
});
