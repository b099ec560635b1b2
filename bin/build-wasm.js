// Compiles wasm/csv-rows.ts (AssemblyScript) into src/data/generated/csv-rows.ts: the WebAssembly as text in a module, so that
// every way of running finds it: the build, the bundle, tsx. It is committed, since compiling takes seconds; a test tells by
// the hash of the source whether it is current. Run it after changing the source: node bin/build-wasm.js
import {createHash} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCE = 'wasm/csv-rows.ts';
/** Of 64 KiB. Only addresses are taken up by what is not used. */
const MAX_PAGES = 1 << 14;

let binary;
const {error, stderr} = await asc.main(
  [
    SOURCE,
    ...['--outFile', 'csv-rows.wasm', '--runtime', 'stub', '-O3', '--noAssert', '--importMemory', '--sharedMemory'],
    ...['--enable', 'simd', '--enable', 'threads', '--initialMemory', '2', '--maximumMemory', String(MAX_PAGES)],
  ],
  {
    baseDir: root,
    writeFile: (name, content) => {
      if (name.endsWith('.wasm')) binary = content;
    },
  },
);
if (error) throw new Error(stderr.toString(), {cause: error});
const hash = createHash('sha256')
  .update(readFileSync(`${root}/${SOURCE}`))
  .digest('hex');
writeFileSync(
  `${root}/src/data/generated/csv-rows.ts`,
  [
    `// Written by bin/build-wasm.js from ${SOURCE}, sha256 ${hash}.`,
    `export const MAX_PAGES = ${String(MAX_PAGES)};`,
    'export const CSV_ROWS =',
    `  '${Buffer.from(binary).toString('base64')}';`,
    '',
  ].join('\n'),
);
