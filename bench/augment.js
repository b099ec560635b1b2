// How many images a second one core changes: npm run build && node bench/augment.js
// Each line: 32x32x3 floats, the stream of numbers of each row made anew, as in a training.
import {createChanger, parsePolicy} from '../lib/prepare/augment/rows/index.js';

const shape = [3, 32, 32];
const width = 3 * 32 * 32;
const rowCount = 2000;
const rows = Float32Array.from({length: rowCount * width}, (_, at) => (at * 37) % 256);
const parse = {kind: 'tensor', missing: [], shape, element: 'uint8'};
const field = {name: 'image', role: 'feature', kind: 'tensor', storage: 'uint8', shape, parse};

for (const words of [
  ['flip', 'crop'],
  ['rotate'],
  ['resized-crop'],
  ['brightness', 'contrast', 'saturation', 'hue'],
  ['blur:probability=1'],
  ['noise'],
  ['erase'],
  ['randaugment'],
  ['flip', 'crop', 'mixup'],
  ['cutmix'],
]) {
  const changer = createChanger(parsePolicy(words, {fields: [field]}), shape, {seed: 1, rowCount});
  const load = (row) => rows.slice(row * width, (row + 1) * width);
  const times = [];
  for (let epoch = 0; epoch < 7; epoch += 1) {
    const begin = performance.now();
    for (let row = 0; row < rowCount; row += 1) changer.change(row, epoch, load);
    times.push(performance.now() - begin);
  }
  const median = times.sort((a, b) => a - b)[3] ?? NaN;
  console.log(`${words.join(' + ').padEnd(44)} ${String(Math.round((1000 * rowCount) / median)).padStart(8)} images/s`);
}
