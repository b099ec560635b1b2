// Our models in Python: onnx.checker, and the same numbers from Python's onnxruntime. Skipped without INGOT_PYTHON.
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {expect} from 'chai';
import {ingotJson, removeFolders, ROOT, temporaryFolder} from '../support/cli.js';
import {classification, regression, type Pipeline} from '../support/pipeline.js';

const python = process.env['INGOT_PYTHON'] ?? '';

describe(`models in Python's onnxruntime${python === '' ? ' (skipped: INGOT_PYTHON names no Python)' : ''}`, function () {
  this.timeout(180_000);
  before(function () {
    if (python === '') this.skip();
  });
  after(removeFolders);

  const sets = {titanic: classification, housing: regression};
  for (const [set, make] of Object.entries(sets)) {
    const agrees = (name: string, files: (pipeline: Pipeline) => Promise<[model: string, example: string]>): void => {
      it(`pass the checker and agree: ${name} of ${set}`, async () => {
        const words = [join(ROOT, 'test/interop/model_interop.py'), ...(await files(await make()))];
        const {status, stdout, stderr} = spawnSync(python, words, {encoding: 'utf8'});
        expect(status, `${stdout}${stderr}`).to.equal(0);
      });
    };
    agrees("the run's model", ({path}) => Promise.resolve([path('run/model.onnx'), path('run/example.json')]));
    agrees('the exported file', ({path}) => Promise.resolve([path('exported.onnx'), path('exported.example.json')]));
    agrees('the untrained model', async ({path}) => {
      const output = join(temporaryFolder(), 'untrained.onnx');
      await ingotJson(['export', path('model.onnx'), '-o', output]);
      return [path('model.onnx'), output.replace('.onnx', '.example.json')];
    });
  }
});
