// The whole life of a model of sound: folders of clips, mel bands in its graph, predictions from the files themselves.
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {ingot, removeFolders, temporaryFolder} from '../support/cli.js';
import {writeKeywords} from '../support/keywords.js';

describe('a model of sound', function () {
  this.timeout(60_000);
  let cwd = '';

  before(() => {
    cwd = temporaryFolder();
    writeKeywords(join(cwd, 'clips'), 24, 1);
    writeKeywords(join(cwd, 'held'), 10, 2);
    writeFileSync(
      join(cwd, 'clips', 'fall', 'cut.wav'),
      readFileSync(join(cwd, 'clips', 'fall', '0.wav')).subarray(0, 999),
    );
  });
  after(removeFolders);

  it('goes from folders to predictions on files, and hears what it was not trained on', async () => {
    for (const step of [
      'data import clips --sample-rate 8000 --duration 400ms --on-bad-row skip -o raw.arrow',
      'data normalize raw.arrow --transform audio=log-mel:mels=24,hop=120 -o train.arrow',
      'model init convnet --data train.arrow --seed 1 -o model.onnx',
      'train model.onnx --data train.arrow --epochs 6 --batch-size 16 --out run --threads 2',
      'export run -o out.onnx',
      'predict out.onnx --data held -o held.csv',
    ]) {
      const {status, stderr} = await ingot(step.split(' '), {cwd});
      expect(status, `${step}: ${stderr}`).to.equal(0);
    }
    const rows = readFileSync(join(cwd, 'held.csv'), 'utf8').trim().split('\n').slice(1);
    expect(rows).to.have.lengthOf(30);
    const right = rows.filter((row) => row.split(',')[1] === row.split('/')[0]).length;
    expect(right).to.be.at.least(27);
  });
});
