// Builds ingot-VERSION.tgz with its dependencies inside, for this platform: `npm install -g FILE.tgz` then downloads
// nothing and runs no install script. The runtime's other platforms are left out, and so is its post-install step,
// which would only fetch CUDA libraries from outside the npm registry.
import {spawnSync} from 'node:child_process';
import {cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {bundle} from './bundle.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const platform = `${process.platform}-${process.arch}`;
const readPackage = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const writePackage = (folder, content) =>
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(content, null, 2)}\n`);

/** What only the runtime's install script needs. */
const INSTALL_ONLY = {'onnxruntime-node': ['adm-zip', 'global-agent']};

/** The folder in which `name` is found from `folder`, as Node looks for it: here, then further up. */
function findPackage(folder, name) {
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (at === root) return undefined;
  }
}

/** Every package that production code can reach. */
function productionPackages() {
  const found = new Set();
  const visit = (folder) => {
    const {name, dependencies = {}, optionalDependencies = {}, peerDependencies = {}} = readPackage(folder);
    const skipped = INSTALL_ONLY[name] ?? [];
    for (const dependency of Object.keys({...dependencies, ...optionalDependencies, ...peerDependencies})) {
      if (skipped.includes(dependency)) continue;
      const at = findPackage(folder, dependency);
      if (at === undefined && dependency in dependencies && !(dependency in optionalDependencies))
        throw new Error(`${name} needs ${dependency}, which is not installed: run 'npm ci'.`);
      if (at !== undefined && !found.has(at)) {
        found.add(at);
        visit(at);
      }
    }
  };
  visit(root);
  return [...found].sort();
}

/** Source maps and type declarations are of no use to somebody who runs the command. */
const isNeeded = (folder) => (path) =>
  path === folder || (basename(path) !== 'node_modules' && !/\.(map|d\.[cm]?ts)$/.test(path));

const isTypes = (path) => statSync(path).isDirectory() || path.endsWith('.d.ts');

function copyDependency(folder, stage) {
  const target = join(stage, relative(root, folder));
  cpSync(folder, target, {recursive: true, filter: isNeeded(folder), dereference: true});
  const content = readPackage(target);
  // npm would run them for bundled packages too.
  delete content.scripts;
  for (const name of INSTALL_ONLY[content.name] ?? []) delete content.dependencies?.[name];
  writePackage(target, content);
  return content.name;
}

function keepThisPlatform(runtime) {
  rmSync(join(runtime, 'script'), {recursive: true, force: true});
  const binaries = join(runtime, 'bin', 'napi-v6');
  for (const system of readdirSync(binaries))
    for (const machine of readdirSync(join(binaries, system)))
      if (`${system}-${machine}` !== platform) rmSync(join(binaries, system, machine), {recursive: true});
  const own = join(binaries, process.platform, process.arch);
  if (!existsSync(own)) throw new Error(`onnxruntime-node has no binaries for ${platform}.`);
  // A provider that was put there for a GPU of this machine is no part of the package.
  for (const file of readdirSync(own)) if (/providers_/.test(file)) rmSync(join(own, file));
}

async function main() {
  const stage = mkdtempSync(join(tmpdir(), 'ingot-pack-'));
  try {
    const {devDependencies, scripts, allowScripts, overrides, knip, c8, prettier, ...own} = readPackage(root);
    void [devDependencies, scripts, allowScripts, overrides, knip, c8, prettier];
    for (const name of [...own.files, 'README.md', 'LICENSE'])
      if (name !== 'lib') cpSync(join(root, name), join(stage, name), {recursive: true});
    await bundle(join(stage, 'lib'));
    cpSync(join(root, 'lib'), join(stage, 'lib'), {recursive: true, filter: isTypes});
    const packages = productionPackages();
    for (const folder of packages) copyDependency(folder, stage);
    keepThisPlatform(join(stage, 'node_modules', 'onnxruntime-node'));
    writePackage(stage, {...own, bundleDependencies: Object.keys(own.dependencies)});

    const {status, stdout} = spawnSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', root], {
      cwd: stage,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 2 ** 28,
      shell: process.platform === 'win32',
    });
    if (status !== 0) process.exit(status ?? 1);
    const [{filename}] = JSON.parse(stdout);
    const megabytes = (statSync(join(root, filename)).size / 1e6).toFixed(1);
    process.stdout.write(
      `${filename}: ${megabytes} MB, ingot with its ${String(packages.length)} packages, for ${platform} only (CPU).\n` +
        `Install it with: npm install -g ./${filename}\n`,
    );
  } finally {
    rmSync(stage, {recursive: true, force: true});
  }
}

await main();
