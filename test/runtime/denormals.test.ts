// Subnormal numbers are flushed in a process whose first session asked for it, and nowhere else: so these tests
// ask processes of their own.
import {spawnSync} from 'node:child_process';
import {expect} from 'chai';

const runtime = JSON.stringify(new URL('../../src/runtime/index.ts', import.meta.url).href);
const tiny = JSON.stringify(new URL('../support/tiny-model.ts', import.meta.url).href);

/**
 * Doubles 1e-40 (subnormal in float32) in a vector large enough for all threads to take part. Written and read as bits:
 * a thread that flushes cannot see such a number.
 */
const SCRIPT = `
  const {createSession, flushDenormals, flushesDenormals} = await import(${runtime});
  const {tinyModel} = await import(${tiny});
  const countZeros = async () => {
    const session = await createSession(tinyModel({opType: 'Mul', weight: [2]}), {threads: 2});
    const data = new Float32Array(new Uint32Array(1 << 20).fill(0x116c2).buffer);
    const {y} = await session.run({x: {dtype: 'float32', dims: [data.length], data}});
    await session.close();
    return new Uint32Array(y.data.buffer, y.data.byteOffset, y.data.length).filter((bits) => bits === 0).length;
  };
  if (process.argv[1] === 'late') await countZeros();
  const flushes = await flushDenormals();
  const zeros = await countZeros();
  console.log(JSON.stringify({flushes, agrees: flushes === flushesDenormals(), zeros}));`;

function ask(when: 'first' | 'late'): unknown {
  const {stdout, stderr} = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', SCRIPT, when], {
    encoding: 'utf8',
    env: {...process.env, NODE_V8_COVERAGE: ''},
  });
  expect(stdout, stderr).not.to.equal('');
  return JSON.parse(stdout);
}

describe('flushDenormals', () => {
  it('before any session: all threads of later sessions take subnormal numbers for zero', () => {
    expect(ask('first')).to.deep.equal({flushes: true, agrees: true, zeros: 1 << 20});
  });

  it('after another session: no thread does, rather than some', () => {
    expect(ask('late')).to.deep.equal({flushes: false, agrees: true, zeros: 0});
  });
});
