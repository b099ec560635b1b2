import {mkdirSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {ingot, ingotJson, removeFolders, succeed, temporaryFolder} from '../support/cli.js';

interface Report {
  readonly ingot: string;
  readonly node: string;
  readonly onnxruntime: string;
  readonly cpu: {readonly works: boolean; readonly threads: number};
  readonly temp: {readonly writable: boolean; readonly folder: string};
  readonly cuda: {readonly available: boolean; readonly missing: readonly string[]};
}

describe('ingot doctor', () => {
  after(removeFolders);

  it('tells versions, processors, memory, disk and devices', async () => {
    const report = await ingotJson<Report>(['doctor']);
    expect(report.ingot).to.match(/^\d+\.\d+\.\d+/);
    expect(report.node).to.equal(process.version);
    expect(report.onnxruntime).to.equal('1.30.0');
    expect(report.cpu.works).to.equal(true);
    expect(report.cpu.threads).to.be.at.least(1);
  });

  it('shows the same as a table', async () => {
    const {status, stdout} = await ingot(['doctor']);
    expect(status).to.equal(0);
    for (const word of ['ingot', 'node', 'onnxruntime', 'cpu', 'memory', 'temporary files', 'cuda'])
      expect(stdout).to.match(new RegExp(`^${word} `, 'm'));
  });

  it('leaves no telemetry of the runtime behind, though it loads it', async () => {
    const folder = temporaryFolder();
    const [home, temp] = [join(folder, 'home'), join(folder, 'temp')];
    for (const made of [home, temp]) mkdirSync(made);
    const own = {
      HOME: home,
      USERPROFILE: home,
      XDG_CACHE_HOME: '',
      TMPDIR: temp,
      CI: undefined,
      ORT_DISABLE_TELEMETRY: '',
    };
    await succeed(['doctor'], {env: own});
    expect(readdirSync(home)).to.deep.equal([]);
    expect(readdirSync(temp).filter((name) => name !== '.ses')).to.deep.equal([]);
  });

  it('sees a folder for temporary files that is not there', async () => {
    const report = await ingotJson<Report>(['doctor'], {env: {TMPDIR: '/nowhere'}});
    expect(report.temp).to.deep.include({writable: false, folder: '/nowhere'});
  });

  it('ends with 0 for --device cpu', async () =>
    expect((await ingot(['doctor', '--device', 'cpu'])).status).to.equal(0));

  it('ends with 6 and names what is missing when CUDA is asked for and cannot be had', async function () {
    const {cuda} = await ingotJson<Report>(['doctor']);
    if (cuda.available) this.skip(); // this machine has it
    const {status, stdout} = await ingot(['doctor', '--device', 'cuda']);
    expect(status).to.equal(6);
    expect(stdout).to.include("The device 'cuda' cannot be had");
    for (const library of cuda.missing) expect(stdout).to.include(library);
    const json = await ingot(['doctor', '--device', 'cuda', '--json']);
    expect(json.status).to.equal(6);
    expect(JSON.parse(json.stdout)).to.have.nested.property('problem.code', 'DEVICE_UNAVAILABLE');
  });

  it('ends with 2 for a device nobody knows', async () =>
    expect((await ingot(['doctor', '--device', 'tpu'])).status).to.equal(2));
});
