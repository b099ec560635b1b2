// What every op definition promises, checked by being registered.
import {expect} from 'chai';
import {existsSync, readFileSync, readdirSync} from 'node:fs';
import {IngotError} from '../../src/core/index.js';
import {printGraph} from '../../src/onnx/index.js';
import {OpGraph, hasGradient, isFloat, ops} from '../../src/ops/index.js';
import type {Session} from '../../src/runtime/index.js';
import {expectFits} from '../support/expect-fits.js';
import {expectGolden} from '../support/golden.js';
import {numbersOf, openSession, runGraph} from '../support/run-graph.js';
import {buildSample, drawInputs, isDifferentiated, sampleCases} from '../support/op-samples.js';
import type {FloatKind, SampleCase, SampleGraph} from '../support/op-samples.js';

/** Ops whose CPU kernels are float32 only. */
const FLOAT32_ONLY = new Set([
  'Acos',
  'Acosh',
  'Asin',
  'Asinh',
  'Atan',
  'Atanh',
  'Celu',
  'com.microsoft:BiasGelu',
  'com.microsoft:Gelu',
  'com.microsoft:SkipLayerNormalization',
  'com.microsoft:SkipSimplifiedLayerNormalization',
  'Cosh',
  'Erf',
  'Gelu',
  'Mean',
  'MeanVarianceNormalization',
  'OneHot',
  'Sinh',
  'Tan',
  'Conv',
  'ConvTranspose',
  'AveragePool',
  'GlobalAveragePool',
  'GlobalMaxPool',
  'InstanceNormalization',
  'LpPool',
  'LRN',
  'Resize',
  'MaxUnpool',
]);
/** Ops whose float64 kernels keep float32 digits only, or load and do not run. */
const FLOAT32_DIGITS = new Set(['com.microsoft:FastGelu', 'GRU', 'LSTM', 'RNN', 'Shrink']);

interface OracleCase {
  readonly inputs: readonly (readonly number[] | null)[];
  readonly outputs: readonly (readonly number[])[];
  readonly gradients: readonly (readonly number[])[];
}
const oraclePath = new URL('../oracle/ops.json', import.meta.url);
const oracle = (existsSync(oraclePath) ? JSON.parse(readFileSync(oraclePath, 'utf8')) : {cases: {}}) as {
  readonly cases: Readonly<Record<string, OracleCase>>;
};

/** Files of src/ops that define no op. */
const INFRASTRUCTURE = [
  'define',
  'dtypes',
  'errors',
  'index',
  'infer',
  'infer-graph',
  'inline-graph',
  'lower-node',
  'needed-opset',
  'op-graph',
  'open-graph',
];

describe('the op registry', () => {
  const files = readdirSync(new URL('../../src/ops', import.meta.url))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.slice(0, -'.ts'.length));

  it('has every file of src/ops, under the name of its op', () => {
    const registered = ops.names().map((name) => fileNameOf(name));
    expect(files.filter((name) => !INFRASTRUCTURE.includes(name)).sort()).to.deep.equal(registered.sort());
  });

  it('has samples of every op but Loop, whose tests are its own', () => {
    expect(
      ops
        .values()
        .filter(({samples}) => samples.length === 0)
        .map(({name}) => name),
    ).to.deep.equal(['Loop']);
  });

  it('names no sample of an op twice', () => {
    const titles = sampleCases.map(({title}) => title);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).to.deep.equal([]);
  });
});

describe('shape inference agrees with the runtime', () => {
  for (const sampleCase of sampleCases)
    it(sampleCase.title, async () => {
      const {graph, feeds, outputs} = buildSample(sampleCase, {kind: 'float32'});
      const actual = await runGraph(graph, feeds);
      for (const output of outputs) {
        expect(actual[output.name]?.dtype).to.equal(output.dtype);
        expectFits(output.shape, actual[output.name], {});
        if (!['NonZero', 'StringSplit'].includes(sampleCase.op.name))
          expect(output.shape).to.deep.equal(actual[output.name]?.dims);
      }
      // With every size of the drawn inputs a symbol or nothing known, what is inferred must still be true.
      const symbolic = buildSample(sampleCase, {
        kind: 'float32',
        declare: (dims) => dims.map((size) => `size${String(size)}`),
      });
      const unknown = buildSample(sampleCase, {kind: 'float32', declare: (dims) => dims.map(() => '')});
      const sizes = Object.fromEntries(Array.from({length: 9}, (_, size) => [`size${String(size)}`, size]));
      for (const {outputs: loose} of [symbolic, unknown])
        for (const output of loose) expectFits(output.shape, actual[output.name], sizes);
    });
});

describe('gradients agree with central differences', () => {
  for (const sampleCase of sampleCases.filter(isDifferentiated))
    it(sampleCase.title, async () => {
      const {name} = sampleCase.op;
      const kind: FloatKind = FLOAT32_ONLY.has(name) || FLOAT32_DIGITS.has(name) ? 'float32' : 'float64';
      const built = buildSample(sampleCase, {kind, withGradients: true});
      const session = await openSession(built.graph);
      try {
        const outputs = await session.run(built.feeds);
        for (const [index, variable] of built.variables.entries()) {
          const gradient = outputs[built.gradients[index] ?? ''];
          expect(gradient?.dims).to.deep.equal(built.feeds[variable]?.dims);
          const expected = await differences(session, built, variable);
          // float64: h² f‴/6 and ε|f|/h are both near 1e-9 at h = 1e-5.
          // float32: h = 1e-2 leaves h² f‴/6 near 1e-4 and ε|f|/h near 1e-4.
          expectClose(numbersOf(gradient), expected, kind === 'float64' ? 1e-8 : 1e-3);
        }
      } finally {
        await session.close();
      }
    });

  it('in float64 wherever the runtime has the kernel', async () => {
    for (const name of FLOAT32_ONLY) {
      const sampleCase = sampleCases.find(({op}) => op.name === name);
      expect(sampleCase, name).to.not.equal(undefined);
      if (!sampleCase) continue;
      const {graph} = buildSample(sampleCase, {kind: 'float64'});
      const problem = await openSession(graph).then(
        () => 'none',
        (error: unknown) => String(error),
      );
      expect(problem, name).to.match(/implementation|type/i);
    }
  });
});

describe('gradients stay right when no size is known, or none of the batch where the op needs the others', () => {
  for (const sampleCase of sampleCases.filter(isDifferentiated))
    it(sampleCase.title, async () => {
      const {openAxes = sampleCase.op.openAxes} = sampleCase.sample;
      const exact = buildSample(sampleCase, {kind: 'float32', withGradients: true});
      const known = await runGraph(exact.graph, exact.feeds);
      const outputDims = exact.outputs.map(({name}) => known[name]?.dims ?? []);
      const open = {batch: 0, rows: 1, any: undefined}[openAxes ?? 'any'];
      const loose = buildSample(sampleCase, {
        kind: 'float32',
        withGradients: true,
        declare: (dims, index = 0) =>
          dims.map((size, axis) => (open === undefined || (index === 0 && axis === open) ? '' : size)),
        outputDims,
      });
      const found = await runGraph(loose.graph, loose.feeds);
      for (const name of exact.gradients) {
        expect(found[name]?.dims).to.deep.equal(known[name]?.dims);
        expectClose(numbersOf(found[name]), numbersOf(known[name]), 1e-6); // float32 sums in another order
      }
    });
});

describe('outputs and gradients agree with PyTorch in float64', () => {
  for (const sampleCase of sampleCases.filter(isDifferentiated))
    it(sampleCase.title, async () => {
      const recorded = oracle.cases[sampleCase.title];
      expect(recorded, 'not recorded: run test/oracle/ops.py').to.not.equal(undefined);
      if (!recorded) return;
      const drawn = drawInputs(sampleCase).map(
        (input) => input && Array.from(input.tensor.data as Float32Array, Number),
      );
      expect(
        drawn.map((values) => values ?? null),
        'inputs changed: run test/oracle/ops.py',
      ).to.deep.equal(recorded.inputs);
      const built = buildSample(sampleCase, {kind: 'float32', withGradients: true});
      const outputs = await runGraph(built.graph, built.feeds);
      // float32 on at most 20 terms a sum: a few units of 2⁻²⁴ ≈ 6e-8, relative.
      for (const [index, {name}] of built.outputs.entries())
        expectClose(numbersOf(outputs[name]), recorded.outputs[index] ?? [], 2e-6);
      for (const [index, name] of built.gradients.entries())
        expectClose(numbersOf(outputs[name]), recorded.gradients[index] ?? [], 2e-6);
    });
});

describe('the gradient graph of an op is the one in test/golden/ops', () => {
  for (const op of ops.values().filter(hasGradient))
    it(op.name, () => {
      const cases = sampleCases.filter((sampleCase) => sampleCase.op === op && isDifferentiated(sampleCase));
      const graphs = cases.map((sampleCase) => {
        const {graph} = buildSample(sampleCase, {kind: 'float32', withGradients: true});
        return `# ${sampleCase.sample.name ?? 'plain'}\n${printGraph(graph)}`;
      });
      expectGolden(`ops/${fileNameOf(op.name)}.txt`, graphs.join('\n\n'));
    });
});

describe('a gradient rule gives one gradient, or null, per input', () => {
  for (const sampleCase of sampleCases.filter((one) => one.op.vjp !== undefined && isDifferentiated(one)))
    it(sampleCase.title, () => {
      const {inputs, gradients} = callRule(sampleCase);
      expect(gradients.length).to.equal(inputs.length);
      for (const [index, gradient] of gradients.entries())
        if (gradient) expect(gradient.dtype, `gradient ${String(index)}`).to.equal(inputs[index]?.dtype);
    });
});

/** `MatMul` → `mat-mul`, `ai.onnx.ml:LabelEncoder` → `label-encoder`, `IsNaN` → `is-nan`; `com.microsoft:Gelu`, beside `Gelu`, → `microsoft-gelu` */
function fileNameOf(name: string): string {
  const [opType = '', domain] = name.split(':').reverse();
  const vendor = domain !== undefined && ops.find(opType) ? (domain.split('.').at(-1) ?? '') : '';
  return `${vendor === '' ? '' : `${vendor}-`}${opType}`
    .replace(/NaN$/, 'Nan')
    .replace(/^RMS/, 'Rms')
    .replace(/ND$/, 'Nd')
    .replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`)
    .toLowerCase();
}

/** The rule as it is, without the engine: all inputs wanted. */
function callRule({op, sample, title}: SampleCase) {
  const g = new OpGraph();
  const inputs = sample.inputs.map((input, index) => {
    if (!input) return undefined;
    if ('constant' in input) return g.constant(input.constant.dtype, input.constant.dims, input.constant.data);
    return g.input(`x${String(index)}`, input.dtype ?? 'float32', input.shape);
  });
  const [opType = '', domain = ''] = op.name.split(':').reverse();
  const outputs = g.ops(opType, inputs, sample.attributes, {domain, outputCount: sample.outputCount ?? 1});
  const node = {opType, domain, attributes: g.build().nodes[0]?.attributes ?? {}, outputCount: outputs.length};
  const gradients = op.vjp?.({
    g,
    node,
    inputs,
    outputs,
    outputGradients: outputs.map(({dtype, shape}, index) => g.input(`dy${String(index)}`, dtype, shape ?? [])),
    wants: (index) => isFloat(inputs[index]?.dtype ?? 'int64'),
    constant: (value) => value && g.constantOf(value),
    content: (value) => value && g.contentOf(value),
    refuse: (reason) => new IngotError('TEST', `${title}: ${reason}`, 1),
  });
  return {inputs, gradients: gradients ?? []};
}

async function differences(session: Session, {feeds}: SampleGraph, variable: string): Promise<number[]> {
  const tensor = feeds[variable];
  const values = numbersOf(tensor);
  const h = tensor?.dtype === 'float64' ? 1e-5 : 1e-2;
  const lossAt = async (index: number, value: number): Promise<number> => {
    const data = tensor?.dtype === 'float64' ? Float64Array.from(values) : Float32Array.from(values);
    data[index] = value;
    const outputs = await session.run(
      {...feeds, [variable]: {dtype: tensor?.dtype ?? 'float32', dims: tensor?.dims ?? [], data}},
      ['loss'],
    );
    return numbersOf(outputs['loss'])[0] ?? NaN;
  };
  const slopes: number[] = [];
  for (const [index, value] of values.entries())
    slopes.push(((await lossAt(index, value + h)) - (await lossAt(index, value - h))) / (2 * h));
  return slopes;
}

function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual.length).to.equal(expected.length);
  for (const [index, value] of actual.entries()) {
    const reference = expected[index] ?? NaN;
    expect(
      Math.abs(value - reference),
      `element ${String(index)}: ${String(value)}, expected ${String(reference)}`,
    ).to.be.at.most(tolerance * (1 + Math.abs(reference)));
  }
}
