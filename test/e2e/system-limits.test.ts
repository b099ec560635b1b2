// What the machine refuses: a folder, a disk, a port, a reader that has gone.
import {spawnSync} from 'node:child_process';
import {copyFileSync, existsSync, mkdirSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {expect} from 'chai';
import {BIN, fixture, ingot, removeFolders, temporaryFolder} from '../support/cli.js';
import {classification, type Pipeline} from '../support/pipeline.js';

describe('limits of the system', function () {
  this.timeout(120_000);
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await classification();
  });
  after(removeFolders);

  it('ends with 6 where the folder cannot be written', async function () {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'sub'));
    // Root may write anywhere, but not into what is no folder.
    copyFileSync(fixture('titanic.csv'), join(cwd, 'file'));
    const result = await ingot(['data', 'import', fixture('titanic.csv'), '-o', join(cwd, 'file/out.arrow')], {cwd});
    expect(result.status, result.stderr).to.equal(6);
  });

  it('ends with 6 on a full disk', function () {
    if (!existsSync('/dev/full')) this.skip();
    const {status, stderr} = spawnSync(
      'sh',
      ['-c', `"$0" "$1" data convert "$2" -o - > /dev/full`, process.execPath, BIN, pipeline.path('raw.arrow')],
      {encoding: 'utf8'},
    );
    expect(status, stderr).to.equal(6);
    expect(stderr).to.match(/DISK_FULL/);
  });

  it('ends with 6 when the port is in use', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const {port} = server.address() as {port: number};
    const result = await ingot(['serve', pipeline.path('exported.onnx'), '--port', String(port)]);
    server.close();
    expect(result.status, result.stderr).to.equal(6);
    expect(result.stderr).to.include(String(port));
  });

  it('ends with 0 when the reader of its output has seen enough', () => {
    const script = `"$0" "$1" data convert "$2" --to csv -o - | head -n 1; exit "\${PIPESTATUS[0]}"`;
    const {status, stdout, stderr} = spawnSync('bash', ['-c', script, process.execPath, BIN, fixture('housing.csv')], {
      encoding: 'utf8',
    });
    expect(status, stderr).to.equal(0);
    expect(stdout).to.match(/^longitude/);
    expect(stderr).to.not.match(/EPIPE/);
  });
});
