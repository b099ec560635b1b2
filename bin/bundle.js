// The modules of src in few files, the form in which the command is packed: Node spends more time on finding, opening and
// linking nine hundred small modules than a short command takes (bench/README.md, start-up). The build in lib keeps one file
// a module, because coverage counts by it.
import {readdirSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What is found by its path: the commands, the start of the command line, the workers, and the library. */
const isEntry = (file) =>
  /^commands\/.*\.ts$/.test(file) ||
  ['index.ts', 'cli/main.ts', 'cli/help.ts', 'serve/worker.ts', 'train/worker.ts'].includes(file);

/** @param outdir - an empty folder, to be `lib` beside the `package.json` of the package */
export async function bundle(outdir) {
  const files = readdirSync(`${root}/src`, {recursive: true}).map((file) => file.replaceAll('\\', '/'));
  await build({
    absWorkingDir: root,
    entryPoints: files.filter(isEntry).map((file) => `src/${file}`),
    outbase: 'src',
    outdir,
    // One level below lib, as the layers are: a module finds package.json and the workers from there by the same path.
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    logLevel: 'warning',
  });
}
