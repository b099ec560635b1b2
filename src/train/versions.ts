// The versions that results depend on, for the manifest.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import type {Manifest} from './manifest.js';

export function currentVersions(): Manifest['versions'] {
  const require = createRequire(import.meta.url);
  const own = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {version: string};
  const runtime = require('onnxruntime-node/package.json') as {version: string};
  return {ingot: own.version, node: process.versions.node, onnxruntime: runtime.version};
}
