// Input that ends early, wherever it was cut: status 3, and nothing half written.
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {ingot, removeFolders, temporaryFolder} from '../support/cli.js';
import {classification, type Pipeline} from '../support/pipeline.js';

describe('cut input', function () {
  this.timeout(120_000);
  let pipeline: Pipeline;
  let arrow: Buffer;
  let stream: Buffer;
  before(async () => {
    pipeline = await classification();
    arrow = readFileSync(pipeline.path('raw.arrow'));
    stream = (await ingot(['data', 'convert', pipeline.path('raw.arrow'), '-o', '-'])).stdoutBytes;
  });
  after(removeFolders);

  it('ends with 3 on an Arrow file cut anywhere, and writes nothing', async () => {
    for (const share of [0.1, 0.5, 0.9, 0.999])
      await expectCut(arrow.subarray(0, Math.floor(arrow.length * share)), 'cut.arrow');
  });

  it('ends with 3 on an Arrow stream cut anywhere, also where only the end marker is missing', async () => {
    for (const length of [0, 100, Math.floor(stream.length / 2), stream.length - 8, stream.length - 1])
      await expectCut(stream.subarray(0, length), undefined);
  });

  async function expectCut(bytes: Uint8Array, file: string | undefined): Promise<void> {
    const cwd = temporaryFolder();
    if (file !== undefined) writeFileSync(join(cwd, file), bytes);
    const result = await ingot(['data', 'clean', file ?? '-', '--drop-duplicates', '-o', 'out.arrow'], {
      cwd,
      input: file === undefined ? bytes : '',
    });
    expect(result.status, `${String(bytes.length)} bytes: ${result.stderr}`).to.equal(3);
    expect(readdirSync(cwd).filter((name) => name !== file)).to.deep.equal([]);
  }

  it('ends with 3 on an ONNX file cut anywhere', async () => {
    const model = readFileSync(pipeline.path('exported.onnx'));
    for (const share of [0.2, 0.6, 0.98]) {
      const cwd = temporaryFolder();
      writeFileSync(join(cwd, 'cut.onnx'), model.subarray(0, Math.floor(model.length * share)));
      const result = await ingot(['predict', 'cut.onnx', '--data', pipeline.path('data/test.arrow'), '-o', 'out.csv'], {
        cwd,
      });
      expect(result.status, result.stderr).to.equal(3);
      expect(existsSync(join(cwd, 'out.csv'))).to.equal(false);
    }
  });
});
