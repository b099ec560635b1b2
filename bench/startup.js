// How long the command line takes before it does anything: ingot --version and --help beside a node that does nothing.
// Run: npm run build && node bench/startup.js. Prints the median and the fastest of 21 starts, in milliseconds.
import {spawnSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';

const bin = fileURLToPath(new URL('../bin/run.js', import.meta.url));
const COUNT = 21;

const cases = {
  'node -e 0': ['-e', '0'],
  'ingot --version': [bin, '--version'],
  'ingot --help': [bin, '--help'],
  'ingot train --help': [bin, 'train', '--help'],
};

for (const [name, words] of Object.entries(cases)) {
  const times = Array.from({length: COUNT}, () => {
    const begun = performance.now();
    const {status} = spawnSync(process.execPath, words, {stdio: 'ignore'});
    if (status !== 0) throw new Error(`${name} ended with ${String(status)}`);
    return performance.now() - begun;
  }).sort((a, b) => a - b);
  const [fastest] = times;
  console.log(`${name.padEnd(20)} median ${times[(COUNT - 1) / 2].toFixed(0)} ms, fastest ${fastest.toFixed(0)} ms`);
}
