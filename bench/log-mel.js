// The Fourier transform of log-mel as a convolution with windowed waves, beside the STFT operator: milliseconds for eight
// clips of one second, medians of seven runs, and the largest error of the power, as a share of the greatest, in float64.
//
//   node bench/log-mel.js [--threads 2]
import {parseArgs} from 'node:util';
import * as ort from 'onnxruntime-node';
import {GraphBuilder} from '../lib/onnx/builder.js';
import {encodeModel, makeModel} from '../lib/onnx/index.js';
import {OpGraph} from '../lib/ops/index.js';

const {values: options} = parseArgs({options: {threads: {type: 'string', default: '2'}}});
const CLIPS = 8;

const hann = (window, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / window);

function convolution(window, hop, samples) {
  const g = new OpGraph({name: 'convolution'});
  const bins = Math.floor(window / 2) + 1;
  const waves = [Math.cos, Math.sin].flatMap((of) =>
    Array.from({length: bins * window}, (_, at) => {
      const [bin, place] = [Math.floor(at / window), at % window];
      return hann(window, place) * of((2 * Math.PI * bin * place) / window);
    }),
  );
  const x = g.input('x', 'float32', ['batch', samples]);
  const signal = g.op('Unsqueeze', [x, g.ints([1])]);
  const parts = g.op('Conv', [signal, g.numbers(waves, 'float32', [2 * bins, 1, window])], {strides: [hop]});
  const squares = g.reshape(g.mul(parts, parts), [CLIPS, 2, bins, -1]);
  g.output(g.transpose(g.reduceSum(squares, [1]), [0, 2, 1]), 'y');
  return g.build();
}

function operator(window, hop, samples) {
  // ingot itself does without the operator, so its registry does not know the shape.
  const g = new GraphBuilder({name: 'operator', infer: () => [{dtype: 'float32', shape: undefined}]});
  const ints = (values) => g.constant('int64', [values.length], BigInt64Array.from(values, BigInt));
  const x = g.input('x', 'float32', ['batch', samples]);
  const signal = g.op('Unsqueeze', [x, ints([2])]);
  const weights = Float32Array.from({length: window}, (_, at) => hann(window, at));
  const step = g.constant('int64', [], BigInt64Array.of(BigInt(hop)));
  const parts = g.op('STFT', [signal, step, g.constant('float32', [window], weights)], {onesided: 1});
  g.output(g.op('ReduceSumSquare', [parts, ints([3])], {keepdims: 0}), 'y', [
    'batch',
    1 + Math.floor((samples - window) / hop),
    Math.floor(window / 2) + 1,
  ]);
  return g.build();
}

function exact(data, {window, hop, samples}) {
  const frames = 1 + Math.floor((samples - window) / hop);
  const bins = Math.floor(window / 2) + 1;
  // Two frames of the first clip are enough to see an error.
  return [0, frames - 1].flatMap((frame) =>
    Array.from({length: bins}, (_, bin) => {
      let [re, im] = [0, 0];
      for (let at = 0; at < window; at += 1) {
        const value = data[frame * hop + at] * hann(window, at);
        re += value * Math.cos((2 * Math.PI * bin * at) / window);
        im += value * Math.sin((2 * Math.PI * bin * at) / window);
      }
      return {place: frame * bins + bin, value: re * re + im * im};
    }),
  );
}

console.log('| window | hop | samples | Conv, ms | STFT, ms | ratio | error, Conv | error, STFT |');
console.log('| ------ | --- | ------- | -------- | -------- | ----- | ----------- | ----------- |');
for (const [window, hop, samples] of [
  [200, 80, 8000],
  [256, 80, 8000],
  [400, 160, 16000],
  [512, 160, 16000],
  [1024, 256, 22050],
]) {
  const data = Float32Array.from(
    {length: CLIPS * samples},
    (_, at) => 0.1 * Math.sin(at * at * 1e-5) + 0.05 * Math.sin(at),
  );
  const feeds = {x: new ort.Tensor('float32', data, [CLIPS, samples])};
  const expected = exact(data, {window, hop, samples});
  const greatest = Math.max(...expected.map(({value}) => value));
  const measure = async (build) => {
    const session = await ort.InferenceSession.create(encodeModel(makeModel({graph: build(window, hop, samples)})), {
      intraOpNumThreads: Number(options.threads),
    });
    const {y} = await session.run(feeds);
    const error = Math.max(...expected.map(({place, value}) => Math.abs(y.data[place] - value))) / greatest;
    const times = [];
    for (let run = 0; run < 7; run += 1) {
      const start = performance.now();
      await session.run(feeds);
      times.push(performance.now() - start);
    }
    return {ms: times.sort((a, b) => a - b)[3], error};
  };
  const conv = await measure(convolution);
  const stft = await measure(operator);
  const cells = [window, hop, samples, conv.ms.toFixed(1), stft.ms.toFixed(1), (stft.ms / conv.ms).toFixed(1)];
  console.log(`| ${[...cells, conv.error.toExponential(1), stft.error.toExponential(1)].join(' | ')} |`);
}
