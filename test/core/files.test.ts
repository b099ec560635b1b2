import {expect} from 'chai';
import {spawn, spawnSync} from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {
  AtomicFile,
  fileError,
  hashFile,
  IngotError,
  ownedSuffix,
  requireFile,
  sha256,
  writeFileAtomic,
} from '../../src/core/index.js';

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof IngotError) return error.code;
    throw error;
  }
  return 'nothing thrown';
}

describe('AtomicFile', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ingot-files-'));
  });
  afterEach(() => rmSync(folder, {recursive: true, force: true}));

  it('shows nothing under the final name before commit', () => {
    const file = new AtomicFile(join(folder, 'a.bin'));
    file.write(Buffer.from('half'));
    expect(existsSync(join(folder, 'a.bin'))).to.be.false;
    file.abort();
  });

  it('leaves nothing behind when aborted', () => {
    const file = new AtomicFile(join(folder, 'a.bin'));
    file.write(Buffer.from('half'));
    file.abort();
    expect(readdirSync(folder)).to.be.empty;
  });

  it('keeps the old file when aborted', () => {
    writeFileSync(join(folder, 'a.txt'), 'old');
    const file = new AtomicFile(join(folder, 'a.txt'));
    file.write(Buffer.from('new'));
    file.abort();
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).to.equal('old');
    expect(readdirSync(folder)).to.deep.equal(['a.txt']);
  });

  it('may be aborted twice', () => {
    const file = new AtomicFile(join(folder, 'a.txt'));
    file.abort();
    expect(() => file.abort()).not.to.throw();
  });

  it('replaces the old file on commit, returns the hash and counts the bytes', () => {
    writeFileSync(join(folder, 'a.txt'), 'old and longer');
    const file = new AtomicFile(join(folder, 'a.txt'));
    file.write(Buffer.from('ne'));
    file.write(Buffer.from('w'));
    expect(file.commit()).to.equal(sha256('new'));
    expect(file.sizeBytes).to.equal(3);
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).to.equal('new');
    expect(readdirSync(folder)).to.deep.equal(['a.txt']);
  });

  it('makes missing parent folders', () => {
    writeFileAtomic(join(folder, 'x/y/a.txt'), 'deep');
    expect(readFileSync(join(folder, 'x/y/a.txt'), 'utf8')).to.equal('deep');
  });

  it('gives the file ordinary permissions, so that others can read it', () => {
    writeFileAtomic(join(folder, 'a.txt'), 'x');
    writeFileSync(join(folder, 'ordinary.txt'), 'x');
    expect(statSync(join(folder, 'a.txt')).mode).to.equal(statSync(join(folder, 'ordinary.txt')).mode & ~0o022);
  });

  it('is FILE_UNWRITABLE where writing is not allowed', function () {
    if (process.platform !== 'linux') this.skip(); // needs a place that refuses even the superuser
    expect(codeOf(() => new AtomicFile('/sys/ingot-test.txt'))).to.equal('FILE_UNWRITABLE');
  });

  it('says so when a parent is a file', () => {
    writeFileSync(join(folder, 'a.txt'), '');
    expect(codeOf(() => new AtomicFile(join(folder, 'a.txt/b.txt')))).to.equal('FILE_UNWRITABLE');
  });

  it('is FILE_UNWRITABLE, and leaves nothing, when the final name is a folder', () => {
    const inside = join(folder, 'taken/inside');
    writeFileAtomic(inside, 'x');
    expect(codeOf(() => new AtomicFile(join(folder, 'taken')))).to.equal('FILE_UNWRITABLE');
    expect(codeOf(() => new AtomicFile(`${join(folder, 'taken')}/.`))).to.equal('FILE_UNWRITABLE');
    expect(readdirSync(folder)).to.deep.equal(['taken']);
  });

  it('writes through a named pipe, which stays one', function () {
    const pipe = join(folder, 'pipe');
    if (spawnSync('mkfifo', [pipe]).status !== 0) this.skip(); // no named pipes on this system
    const reader = spawn('cat', [pipe]);
    const read = new Promise<string>((resolve) => {
      reader.stdout.once('data', (bytes: Buffer) => {
        resolve(bytes.toString());
      });
    });
    expect(writeFileAtomic(pipe, 'through')).to.equal(sha256('through'));
    expect(statSync(pipe).isFIFO()).to.equal(true);
    return read.then((text) => expect(text).to.equal('through'));
  });

  it('is DISK_FULL with exit 6 on a full disk, and leaves nothing', function () {
    // A small file system of its own, in a private mount namespace; not everybody may make one.
    const script = `
      import {readdirSync} from 'node:fs';
      import {AtomicFile} from ${JSON.stringify(new URL('../../src/core/index.ts', import.meta.url).href)};
      const file = new AtomicFile(${JSON.stringify(join(folder, 'big.bin'))});
      try {
        for (let chunk = 0; chunk < 64; chunk += 1) file.write(new Uint8Array(65536));
        console.log('no error');
      } catch (error) {
        console.log(error.code, error.exitStatus, readdirSync(${JSON.stringify(folder)}).length);
      }`;
    const mount = `mount -t tmpfs -o size=256k tmpfs '${folder}' || exit 99; exec "$0" --import tsx --input-type=module -e "$1"`;
    const {stdout, status} = spawnSync('unshare', ['--mount', 'sh', '-c', mount, process.execPath, script], {
      encoding: 'utf8',
    });
    if (status === 99 || status === 1 || status === null) this.skip(); // mounting is not allowed here
    expect(stdout.trim()).to.equal('DISK_FULL 6 0');
  });

  it('writes a name that leaves no room for what is put around it', () => {
    const path = join(folder, `${'é'.repeat(125)}.csv`);
    writeFileAtomic(path, 'x');
    expect(readFileSync(path, 'utf8')).to.equal('x');
  });

  it('keeps the permissions of the file it replaces, and a link to it', () => {
    writeFileSync(join(folder, 'a.txt'), 'old', {mode: 0o600});
    symlinkSync('a.txt', join(folder, 'link.txt'));
    writeFileAtomic(join(folder, 'link.txt'), 'new');
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).to.equal('new');
    expect(statSync(join(folder, 'a.txt')).mode & 0o777).to.equal(0o600);
    expect(lstatSync(join(folder, 'link.txt')).isSymbolicLink()).to.equal(true);
  });

  it('takes the folders it made away with it when it fails, and no others', () => {
    const file = new AtomicFile(join(folder, 'made/deep/a.txt'));
    file.write(Buffer.from('half'));
    file.abort();
    expect(readdirSync(folder)).to.be.empty;
  });

  it('removes what killed processes have left of the same file, and nothing of living ones', () => {
    const child = spawnSync(process.execPath, ['-e', '']);
    const [tag] = ownedSuffix().split('-');
    const dead = `.a.txt.${tag ?? ''}-${String(child.pid)}-00000000.tmp`;
    const alive = `.a.txt.${tag ?? ''}-${String(process.ppid)}-00000000.tmp`;
    const elsewhere = `.a.txt.00000000-${String(child.pid)}-00000000.tmp`;
    for (const name of [dead, alive, elsewhere]) writeFileSync(join(folder, name), 'half');
    writeFileAtomic(join(folder, 'a.txt'), 'x');
    expect(readdirSync(folder).sort()).to.deep.equal([alive, elsewhere, 'a.txt'].sort());
  });

  it('deletes its temporary file when the process exits in the middle', () => {
    const script = `
      import {AtomicFile} from ${JSON.stringify(new URL('../../src/core/index.ts', import.meta.url).href)};
      new AtomicFile(${JSON.stringify(join(folder, 'a.txt'))}).write(Buffer.from('half'));
      process.exit(3);`;
    const {status} = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
    expect(status).to.equal(3);
    expect(readdirSync(folder)).to.be.empty;
  });
});

describe('fileError', () => {
  const cases = [
    {system: 'ENOENT', code: 'FILE_NOT_FOUND', exit: 4},
    {system: 'ENOSPC', code: 'DISK_FULL', exit: 6},
    {system: 'EDQUOT', code: 'DISK_FULL', exit: 6},
    {system: 'EFBIG', code: 'FILE_TOO_LARGE', exit: 6},
    {system: 'EACCES', code: 'FILE_UNWRITABLE', exit: 6, syscall: 'mkdir'},
    {system: 'EACCES', code: 'FILE_UNREADABLE', exit: 6, syscall: 'open'},
    {system: 'EROFS', code: 'FILE_UNWRITABLE', exit: 6, syscall: 'rename'},
    {system: 'EMFILE', code: 'TOO_MANY_FILES', exit: 6, syscall: 'open'},
    {system: 'ENAMETOOLONG', code: 'FILE_UNREADABLE', exit: 6, syscall: 'open'},
    {system: 'EISDIR', code: 'FILE_UNREADABLE', exit: 6},
    {system: 'EIO', code: 'FILE_UNREADABLE', exit: 6},
    {system: 'ESTALE', code: 'FILE_UNREADABLE', exit: 6, syscall: 'read'},
  ];
  for (const {system, code, exit, syscall} of cases)
    it(`turns ${system}${syscall === undefined ? '' : ` of ${syscall}`} into ${code}, exit ${String(exit)}, naming the file`, () => {
      const raised = Object.assign(new Error('system'), {code: system, ...(syscall === undefined ? {} : {syscall})});
      const error = fileError(raised, 'data/a.csv') as IngotError;
      expect(error.code).to.equal(code);
      expect(error.exitStatus).to.equal(exit);
      expect(error.message).to.match(/^data\/a\.csv: /);
    });

  it('leaves other errors as they are', () => {
    const error = new TypeError('x');
    expect(fileError(error, 'a')).to.equal(error);
  });
});

describe('hashFile', () => {
  it('equals the hash of the content', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ingot-hash-'));
    writeFileSync(join(folder, 'a'), 'abc');
    expect(await hashFile(join(folder, 'a'))).to.equal(sha256('abc'));
    rmSync(folder, {recursive: true});
  });

  it('is FILE_NOT_FOUND for a missing file', async () => {
    const error = await hashFile('/nowhere/a').catch((caught: unknown) => caught);
    expect(error).to.have.property('code', 'FILE_NOT_FOUND');
  });
});

describe('requireFile', () => {
  it('is FILE_NOT_FOUND for a missing file', () =>
    expect(codeOf(() => requireFile('/nowhere/a'))).to.equal('FILE_NOT_FOUND'));
});
