// The forms of the recurrent ops that have no gradient, each refused with its reason.
import {expect} from 'chai';
import {buildGradients} from '../../src/autodiff/index.js';
import {float} from '../../src/onnx/index.js';
import type {AttributeInputs} from '../../src/onnx/builder.js';
import type {Dim} from '../../src/onnx/index.js';
import {OpGraph} from '../../src/ops/index.js';
import {errorOf} from '../support/error-of.js';

interface Form {
  readonly attributes?: AttributeInputs;
  readonly steps?: Dim;
  readonly hasLengths?: boolean;
}

function gradientsOf({attributes = {}, steps = 3, hasLengths = false}: Form): void {
  const g = new OpGraph();
  const w = g.input('w', 'float32', [1, 9, 2]);
  const lengths = hasLengths ? g.input('lengths', 'int32', ['batch']) : undefined;
  const inputs = [
    g.input('x', 'float32', [steps, 'batch', 2]),
    w,
    g.input('r', 'float32', [1, 9, 3]),
    undefined,
    lengths,
  ];
  const y = g.op('GRU', inputs, {hidden_size: 3, ...attributes});
  buildGradients(g, g.reduceSum(y), [w]);
}

describe('the gradient of recurrent ops', () => {
  it('needs no size of the batch', () => {
    expect(() => {
      gradientsOf({});
    }).to.not.throw();
  });

  const refused: readonly (Form & {readonly title: string; readonly message: RegExp})[] = [
    {title: 'sequences of several lengths', hasLengths: true, message: /sequence_lens/},
    {title: 'clipped gates', attributes: {clip: float(1)}, message: /clipped/},
    {title: 'the batch first', attributes: {layout: 1}, message: /layout 1/},
    {title: 'other activations', attributes: {activations: ['Sigmoid', 'Relu']}, message: /not for Sigmoid, Relu/},
    {title: 'an open number of steps', steps: 'steps', message: /steps must be fixed/},
  ];
  for (const {title, message, ...form} of refused)
    it(`is refused for ${title}`, () => {
      const error = errorOf(() => {
        gradientsOf(form);
      });
      expect(error.code).to.equal('OP_NOT_DIFFERENTIABLE');
      expect(error.message).to.match(message);
    });
});
