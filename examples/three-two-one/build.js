// Writes the network of the calculation by hand: three inputs, two hidden units, one output, no activation. Two of the
// six possible connections to the hidden units do not exist; a constant mask in the graph holds them at zero.
//
//   node examples/three-two-one/build.js three-two-one.onnx
import {OpGraph, checkModel, defaultRule, makeModel, writeModel, writeSignature} from 'ingot';

const [path = 'three-two-one.onnx'] = process.argv.slice(2);
const weights = (dims, values) => ({dtype: 'float32', dims, data: Float32Array.from(values)});

const g = new OpGraph({name: 'three_two_one'});
const columns = ['x1', 'x2', 'x3'].map((name) => g.input(name, 'float64', ['batch', 1]));
const x = g.op('Cast', [g.concat(columns, 1)], {to: 1}, {outputs: ['x']});

// Rows: x1, x2, x3. Columns: z1, z2. z1 sees x1 and x2, z2 sees x1 and x3.
const hidden = g.initializer('hidden.weight', weights([3, 2], [0.5, 0.5, 0.5, 0, 0, 0.5]));
const mask = g.numbers([1, 1, 1, 0, 0, 1], 'float32', [3, 2]);
const masked = g.op('Mul', [hidden, mask], {}, {outputs: ['hidden.masked']});
const hiddenBias = g.initializer('hidden.bias', weights([2], [0.5, 1]));
const z = g.op('Gemm', [x, masked, hiddenBias], {}, {outputs: ['z']});

const output = g.initializer('output.weight', weights([2, 1], [0.5, 0.5]));
const outputBias = g.initializer('output.bias', weights([1], [2]));
const y = g.op('Gemm', [z, output, outputBias], {}, {outputs: ['y_hat']});
g.output(g.cast(y, 'float64'), 'prediction', ['batch', 1]);

const column = (name) => ({name, role: 'feature', parse: defaultRule('numeric'), required: true});
const model = writeSignature(makeModel({graph: g.build()}), {
  format: 1,
  task: 'regression',
  architecture: {name: 'three-two-one', options: {}},
  inputs: ['x1', 'x2', 'x3'].map(column),
  target: {name: 'y', parse: defaultRule('numeric')},
  stages: [],
  tensors: {},
  entry: ['x'],
  logits: 'y_hat',
  loss: 'half-squared-error',
  parents: {},
});
checkModel(model);
await writeModel(path, model);
console.log(`wrote ${path}`);
