// Our datasets in pyarrow and polars, and theirs here. Skipped without INGOT_PYTHON.
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {expect} from 'chai';
import {ROOT} from '../support/cli.js';

const python = process.env['INGOT_PYTHON'] ?? '';
const PARTS = {
  ours: 'Arrow files and streams of ours',
  kinds: 'booleans, moments, empty columns',
  tensors: 'tensors',
  parquet: 'Parquet files of ours',
  theirs: 'files of pyarrow and polars, compressed or not',
};

describe(`datasets in pyarrow and polars${python === '' ? ' (skipped: INGOT_PYTHON names no Python)' : ''}`, function () {
  this.timeout(180_000);
  before(function () {
    if (python === '') this.skip();
  });

  for (const [part, what] of Object.entries(PARTS)) {
    it(`agree: ${what}`, () => {
      const words = [join(ROOT, 'test/interop/arrow_interop.py'), part];
      const {status, stdout, stderr} = spawnSync(python, words, {encoding: 'utf8'});
      expect(status, `${stdout}${stderr}`).to.equal(0);
    });
  }
});
