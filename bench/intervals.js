// How long the intervals of `eval` take: all metrics of a classifier over made-up rows, with their bootstrap.
// Run: npm run build && node bench/intervals.js [ROWS [CLASSES]]; by default 1,000,000 rows of two classes.
import {measureClasses, makeClassRows} from '../lib/eval/index.js';
import {Random} from '../lib/core/index.js';

const [rowCount = 1e6, classCount = 2] = process.argv.slice(2).map(Number);
const random = new Random('bench/intervals');
const labels = Int32Array.from({length: rowCount}, () => random.integer(classCount));
const probabilities = new Float32Array(rowCount * classCount);
for (let row = 0; row < rowCount; row += 1) {
  const own = probabilities.subarray(row * classCount, (row + 1) * classCount);
  own.forEach((_, index) => (own[index] = Math.exp(random.normal() + (index === labels[row] ? 1 : 0))));
  const total = own.reduce((sum, value) => sum + value, 0);
  own.forEach((value, index) => (own[index] = value / total));
}
const classes = Array.from({length: classCount}, (_, index) => `class ${String(index)}`);
const rows = makeClassRows(classes, labels, probabilities);
const begun = process.cpuUsage();
const started = performance.now();
const {metrics} = measureClasses(rows);
const {user} = process.cpuUsage(begun);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(
  `${String(rowCount)} rows, ${String(classCount)} classes, ${String(Object.keys(metrics).length)} metrics: ${seconds} s ` +
    `(${(user / 1e6).toFixed(1)} s of processor time), peak ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
);
