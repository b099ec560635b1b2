import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {hostname, tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect} from 'chai';
import {LOCK_FILE, lockRun} from '../../src/train/lock.js';

describe('the lock of a run folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ingot-lock-'));
  });
  afterEach(() => {
    rmSync(folder, {recursive: true, force: true});
  });
  const put = (content: unknown): void => {
    writeFileSync(join(folder, LOCK_FILE), typeof content === 'string' ? content : JSON.stringify(content));
  };

  it('is held until it is given back, and leaves no file', () => {
    const release = lockRun(folder);
    expect(() => lockRun(folder)).to.throw(/is training into this folder/);
    release();
    lockRun(folder)();
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('is refused with the process that holds it', () => {
    put({pid: process.ppid, host: hostname(), started: null});
    expect(() => lockRun(folder))
      .to.throw(new RegExp(`process ${String(process.ppid)}`))
      .with.property('code', 'RUN_LOCKED');
  });

  it('is refused when a process of another machine may hold it', () => {
    put({pid: 1, host: 'elsewhere', started: null});
    expect(() => lockRun(folder)).to.throw(/elsewhere/);
  });

  const gone = spawnSync(process.execPath, ['-e', '0']).pid;
  const stale = [
    {name: 'its process is gone', content: {pid: gone, host: hostname(), started: null}},
    {name: 'its process number went to another process', content: {pid: process.pid, host: hostname(), started: '1'}},
    {name: 'it was cut off by a crash', content: '{"pid": 1'},
  ];
  for (const {name, content} of stale)
    it(`is taken over when ${name}`, function () {
      if (name.includes('number') && !existsSync('/proc/self/stat')) this.skip();
      put(content);
      const release = lockRun(folder);
      expect(() => lockRun(folder)).to.throw(/is training/);
      release();
      expect(readdirSync(folder)).to.deep.equal([]);
    });
});
