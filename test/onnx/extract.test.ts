import {readFileSync} from 'node:fs';
import {expect} from 'chai';
import {checkModel, decodeModel, extractSubgraph, GraphBuilder, makeModel} from '../../src/onnx/index.js';
import {errorOf} from '../support/error-of.js';

function chain() {
  const g = new GraphBuilder({infer: (_, [x]) => [{dtype: x?.dtype ?? 'float32', shape: x?.shape}]});
  const x = g.input('x', 'float32', ['batch']);
  const other = g.input('other', 'float32', ['batch']);
  const weight = g.initializer('weight', {dtype: 'float32', dims: [1], data: Float32Array.of(2)});
  const unused = g.initializer('unused', {dtype: 'float32', dims: [1], data: Float32Array.of(3)});
  const h = g.op('Mul', [x, weight], {}, {outputs: ['h'], name: 'first'});
  const k = g.op('Add', [h, weight], {}, {outputs: ['k'], name: 'second'});
  g.op('Mul', [k, unused], {}, {outputs: ['aside'], name: 'aside'});
  g.output(g.op('Add', [k, other], {}, {outputs: ['y'], name: 'third'}));
  return g.build();
}

describe('extractSubgraph', () => {
  it('takes the nodes and weights between the two cuts and no others', () => {
    const part = extractSubgraph(chain(), ['h'], ['k']);
    expect(part.nodes.map(({name}) => name)).to.deep.equal(['second']);
    expect([...part.initializers.keys()]).to.deep.equal(['weight']);
    expect(part.inputs).to.deep.equal([{name: 'h', dtype: 'float32', shape: ['batch']}]);
    expect([...part.values.keys()]).to.have.members(['h', 'k', 'weight']);
    checkModel(makeModel({graph: part}));
  });

  it('turns a weight into an input when it is asked for as one', () => {
    const part = extractSubgraph(chain(), ['x', 'weight'], ['k']);
    expect(part.initializers.size).to.equal(0);
    expect(part.inputs[1]).to.deep.equal({name: 'weight', dtype: 'float32', shape: [1]});
  });

  it('follows what the body of a Loop reads from outside', () => {
    const {graph} = decodeModel(readFileSync(new URL('../../fixtures/onnx/kitchen-sink.onnx', import.meta.url)));
    // The body reads 'x' by name.
    const error = errorOf(() =>
      extractSubgraph(
        {...graph, values: new Map(graph.values).set('looped', {name: 'looped', dtype: 'float32', shape: []})},
        ['count'],
        ['looped'],
      ),
    );
    expect(error.message).to.contain("need input 'x'");
  });

  it('says which input is missing', () => {
    const error = errorOf(() => extractSubgraph(chain(), ['x'], ['y']));
    expect(error).to.include({code: 'MODEL_UNREACHABLE', exitStatus: 3});
    expect(error.message).to.equal("Graph 'graph': the wanted outputs need input 'other', but only 'x' is given.");
  });

  it('suggests the name of the tensor that was meant', () => {
    const error = errorOf(() => extractSubgraph(chain(), ['x'], ['asid']));
    expect(error.suggestions).to.deep.equal(["Did you mean 'aside'?"]);
  });
});
