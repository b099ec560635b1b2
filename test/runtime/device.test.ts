import {expect} from 'chai';
import {IngotError, type IngotEvent} from '../../src/core/index.js';
import {
  createSession,
  describeDevice,
  explainProbe,
  inspectMachine,
  probeDevices,
  resolveDevice,
} from '../../src/runtime/index.js';
import {rejectionOf} from '../support/error-of.js';
import {tinyModel} from '../support/tiny-model.js';

describe('devices', () => {
  for (const text of ['gpu', 'cuda:', 'cuda:x', 'CPU', '', 'webgpu'])
    it(`does not know '${text}'`, async () => {
      expect(await rejectionOf(resolveDevice(text))).to.include({code: 'DEVICE_UNKNOWN', exitStatus: 2});
    });

  it("takes 'cpu' without looking further or saying so", async () => {
    const events: IngotEvent[] = [];
    expect(await resolveDevice('cpu', (event) => events.push(event))).to.deep.equal({name: 'cpu'});
    expect(events).to.deep.equal([]);
  });

  it('resolves auto to a device that runs a model', async () => {
    const device = await resolveDevice('auto');
    const session = await createSession(tinyModel(), {device, threads: 1});
    expect(session.provider).to.equal(device.name);
    await session.close();
  });

  it('writes a device as the command line does', () => {
    expect(describeDevice({name: 'cpu'})).to.equal('cpu');
    expect(describeDevice({name: 'cuda', id: 2})).to.equal('cuda:2');
  });

  describe('where CUDA cannot be had', () => {
    before(async function () {
      if ((await probeDevices()).cuda.available) this.skip(); // This machine has it.
    });

    it('says why and what is missing, without touching stderr', async () => {
      const error = await rejectionOf(resolveDevice('cuda'));
      expect(error).to.include({code: 'DEVICE_UNAVAILABLE', exitStatus: 6});
      expect(error.message).to.match(/^The device 'cuda' cannot be had: ./);
      expect(error.suggestions.at(-1)).to.contain('ingot doctor');
    });

    it('names the driver library where there is no GPU, besides the files of the provider', async function () {
      const {cuda} = await probeDevices();
      if (process.platform !== 'linux' || cuda.hasGpu) this.skip(); // There it is.
      expect(cuda.missing).to.include('libcuda.so.1');
      expect(cuda.missing).to.include('libonnxruntime_providers_cuda.so');
    });

    it('makes no session, not even a slower one', async () => {
      const error = await rejectionOf(createSession(tinyModel(), {device: {name: 'cuda', id: 0}}));
      expect(error).to.include({code: 'DEVICE_UNAVAILABLE', exitStatus: 6});
    });

    it('resolves auto to the CPU', async () => {
      expect(await resolveDevice('auto')).to.deep.equal({name: 'cpu'});
    });
  });

  // What ONNX Runtime 1.30 printed on machines where something was missing.
  const words = [
    {
      stderr:
        'Failed to load library /x/libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file: No such file or directory',
      reason: 'libcublasLt.so.13 cannot be loaded',
      missing: ['libcublasLt.so.13'],
    },
    {
      stderr: 'libcuda.so.1: cannot open shared object file: x\nlibcurand.so.10: cannot open shared object file: x\n',
      reason: 'libcuda.so.1, libcurand.so.10 cannot be loaded',
      missing: ['libcuda.so.1', 'libcurand.so.10'],
    },
    {
      stderr:
        'CUDA failure 100: no CUDA-capable device is detected ; GPU=-1 ; hostname=h ; file=cuda_execution_provider.cc',
      reason: 'CUDA failure 100: no CUDA-capable device is detected',
      missing: [],
    },
    {stderr: '', reason: 'the probe ended without a word', missing: []},
    {stderr: 'first\nlast words\n', reason: 'last words', missing: []},
  ];
  for (const {stderr, reason, missing} of words)
    it(`reads '${reason}' from what the runtime printed`, () => {
      expect(explainProbe(stderr)).to.deep.equal({reason, missing});
    });

  it('reports a machine on which the CPU works', async () => {
    const report = await inspectMachine();
    expect(report.cpu).to.include({works: true, reason: ''});
    expect(report.onnxruntime).to.match(/^\d+\.\d+\.\d+$/);
    expect(report.memory.totalBytes).to.be.above(0);
  });

  it('reports errors as data, for --json', async () => {
    const error = await rejectionOf(resolveDevice('gpu'));
    expect(error).to.be.instanceOf(IngotError);
    expect(error.toJSON()).to.include({code: 'DEVICE_UNKNOWN', exitStatus: 2});
  });
});
