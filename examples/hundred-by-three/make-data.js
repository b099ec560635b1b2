// Writes the data: 100 rows of three uniform random features and a uniform random target that has nothing to do with
// them. Seed 42.
//
//   node examples/hundred-by-three/make-data.js data.csv
import {writeFileSync} from 'node:fs';
import {Random} from 'ingot';

const [path = 'data.csv'] = process.argv.slice(2);
const random = new Random(42);
const rows = Array.from({length: 100}, () => Array.from({length: 4}, () => random.uniform()).join());
writeFileSync(path, `x1,x2,x3,y\n${rows.join('\n')}\n`);
console.log(`wrote ${path}`);
