// Installs the dependencies when they are missing or older than the lock file: `npm test` and `npm run demo`
// are the only commands a fresh clone needs.
import {spawnSync} from 'node:child_process';
import {existsSync, statSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const installed = `${root}/node_modules/.package-lock.json`;
const current = existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}/package-lock.json`).mtimeMs;
if (!current) {
  process.stderr.write('Installing dependencies from the npm registry (npm ci) ...\n');
  const {status} = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    // Both spellings of "do not download CUDA libraries": npm 10 reads the variable, npm 11 allowScripts.
    // The log level, because `npm run --silent` hands its silence down and a failed install would not say why.
    env: {...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip', npm_config_loglevel: 'warn'},
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}
