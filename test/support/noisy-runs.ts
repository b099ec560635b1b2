// Run as a process of its own by the session tests: all it prints on stderr would come from the native library.
import {readFileSync} from 'node:fs';
import {IngotError} from '../../src/core/index.js';
import {createSession} from '../../src/runtime/index.js';
import {tinyModel} from './tiny-model.js';

const maps = process.platform === 'linux' ? readFileSync('/proc/self/maps', 'utf8') : '';
process.stdout.write(maps.includes('libonnxruntime') ? 'loaded\n' : 'lazy\n');

const attempts = [
  () => createSession(Uint8Array.of(1, 2, 3)),
  () => createSession(tinyModel({opType: 'Foo'})),
  async () => {
    const session = await createSession(tinyModel({opType: 'Add', weight: [1, 2, 3]}), {threads: 1});
    await session.run({x: {dtype: 'float32', dims: [2], data: Float32Array.of(1, 2)}});
  },
];
for (const attempt of attempts)
  try {
    await attempt();
  } catch (error) {
    process.stdout.write(`${error instanceof IngotError ? error.code : String(error)}\n`);
  }
