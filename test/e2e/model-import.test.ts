// A foreign file through the command line: imported with a new head for prepared rows, trained, exported and predicted with.
import {cpSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {fixture, ingot, ingotJson, removeFolders, temporaryFolder} from '../support/cli.js';

interface Report {
  readonly metrics: Readonly<Record<string, {readonly value: number}>>;
}

/** Sixty rows of 3×12×12; their kind is which of the three channels is bright. */
function photos(): string {
  const rows = Array.from({length: 60}, (_, row) => {
    const plane = (channel: number): number[][] =>
      Array.from({length: 12}, (_line, y) =>
        Array.from({length: 12}, (_pixel, x) => Math.sin(row + 5 * x + y) / 2 + (row % 3 === channel ? 1 : 0)),
      );
    return JSON.stringify({picture: [plane(0), plane(1), plane(2)], kind: ['red', 'green', 'blue'][row % 3]});
  });
  return `${rows.join('\n')}\n`;
}

describe('model import', function () {
  this.timeout(180_000);
  let cwd = '';
  before(async () => {
    cwd = temporaryFolder();
    cpSync(fixture('foreign/resnet-torchscript-train.onnx'), join(cwd, 'foreign.onnx'));
    writeFileSync(join(cwd, 'photos.jsonl'), photos());
    await ingotJson(['data', 'import', 'photos.jsonl', '--target', 'kind', '-o', 'raw.arrow'], {cwd});
    await ingotJson(['data', 'normalize', 'raw.arrow', '--numeric', 'none', '-o', 'train.arrow'], {cwd});
  });
  after(removeFolders);

  it('makes of a network with another head one that learns, exports and predicts', async () => {
    const imported = await ingotJson<{notes: string[]}>(
      [
        'model',
        'import',
        'foreign.onnx',
        '--data',
        'train.arrow',
        '--head',
        'classes=3',
        '--mean',
        '0.5',
        '-o',
        'm.onnx',
      ],
      {cwd},
    );
    expect(imported.notes.join('\n'))
      .to.include('training mode')
      .and.to.include('fc.weight, fc.bias with 3 outputs in place of 5');
    const train = ['--data', 'train.arrow', '--epochs', '8', '--learning-rate', '0.01', '--threads', '1'];
    await ingotJson(['train', 'm.onnx', ...train, '--out', 'run'], {cwd});
    await ingotJson(['export', 'run', '--data', 'raw.arrow', '-o', 'out.onnx'], {cwd});
    const {metrics} = await ingotJson<Report>(['eval', 'out.onnx', '--data', 'raw.arrow'], {cwd});
    expect(metrics['accuracy']?.value).to.be.above(0.95);
  });

  it('takes raw rows with nothing but the names of the classes', async () => {
    await ingotJson(
      ['model', 'import', 'foreign.onnx', '--classes', 'a,b,c,d,e', '--input', 'x=picture', '-o', 'bare.onnx'],
      {cwd},
    );
    const {status, stdout, stderr} = await ingot(
      ['predict', 'bare.onnx', '--data', 'photos.jsonl', '--to', 'csv', '-o', '-'],
      {cwd},
    );
    expect(status, stderr).to.equal(0);
    expect(stdout.trim().split('\n')).to.have.lengthOf(61);
    expect(stdout).to.match(/probability_e/);
  });

  it('says what is missing or does not fit', async () => {
    const cases = [
      {words: ['-o', 'x.onnx'], status: 2, code: 'IMPORT_INCOMPLETE'},
      {words: ['--classes', 'a,b', '-o', 'x.onnx'], status: 3, code: 'IMPORT_OUTPUT'},
    ];
    for (const {words, status, code} of cases) {
      const result = await ingot(['model', 'import', 'foreign.onnx', ...words], {cwd});
      expect(result.status, result.stderr).to.equal(status);
      expect(result.stderr).to.include(code);
    }
  });
});
