// A part of ONNX's node conformance tests; the whole is test/conformance/inference.ts, its table inference.md beside it.
import {expect} from 'chai';
import {runCase} from '../support/inference-case.js';
import {readCases} from '../support/inference-fixture.js';

const cases = readCases(new URL('../../fixtures/onnx/inference-cases.json.br', import.meta.url));

describe('inference agrees with what ONNX recorded', () => {
  for (const given of cases)
    it(given.name, () => {
      const {concrete, symbolic, problem} = runCase(given);
      expect(problem).to.equal(undefined);
      expect(concrete).to.equal('exact');
      expect(symbolic).to.be.oneOf(['exact', 'open']);
    });

  it('finds a wrong size, dtype or element', () => {
    const [first] = cases.filter(({name}) => name === 'test_cast_FLOAT_to_DOUBLE' || name === 'test_concat_1d_axis_0');
    expect(first).to.not.equal(undefined);
    if (!first) return;
    const [output] = first.outputs;
    const verdict = (changed: object) => runCase({...first, outputs: [output && {...output, ...changed}]}).concrete;
    expect(verdict({})).to.equal('exact');
    expect(verdict({dims: [7]})).to.equal('wrong');
    expect(verdict({dtype: 'int8', data: undefined})).to.equal('wrong');
    expect(verdict({data: Float32Array.from({length: 4}, () => -7)})).to.equal('wrong');
  });
});
