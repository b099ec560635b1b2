// Images from files to predictions: import, augmentation on the fly, a training that is interrupted, prediction for files.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'chai';
import {hashFile} from '../../src/core/index.js';
import {ingot, removeFolders, succeed, temporaryFolder} from '../support/cli.js';
import {makeShapes} from '../support/shapes.js';

describe('images', function () {
  this.timeout(60_000);
  let folder = '';
  const path = (name: string): string => join(folder, name);

  before(async () => {
    folder = temporaryFolder();
    makeShapes(folder);
    await succeed(['data', 'import', path('shapes'), '--size', '8x8', '--channels', '3', '-o', path('raw.arrow')]);
    await succeed(['data', 'normalize', path('raw.arrow'), '-o', path('train.arrow')]);
    const init = [
      '--data',
      path('train.arrow'),
      '--channels',
      '4',
      '--hidden',
      '8',
      '--seed',
      '1',
      '-o',
      path('m.onnx'),
    ];
    await succeed(['model', 'init', 'convnet', ...init]);
    const changes = ['--with', 'flip', '--with', 'crop:padding=1', '--with', 'mixup', '--on-the-fly'];
    await succeed(['data', 'augment', path('train.arrow'), ...changes, '-o', path('changing.arrow')]);
  });
  after(removeFolders);

  it('train on rows that change, and go on after an interruption to the same bytes', async () => {
    const train = (out: string, epochs: number): string[] => [
      ...['train', path('m.onnx'), '--data', path('changing.arrow'), '--valid', path('raw.arrow'), '--out', path(out)],
      ...['--epochs', String(epochs), '--batch-size', '4', '--patience', '0', '--seed', '2', '--threads', '1'],
    ];
    const {stderr} = await succeed(train('whole', 6));
    expect(stderr).to.include('Rows are changed on the fly: flip(probability 0.5), crop(padding 1), mixup(alpha 0.2).');
    await succeed(train('part', 2));
    await succeed(['train', '--resume', path('part'), '--epochs', '6']);
    expect(await hashFile(path('part/model.onnx'))).to.equal(await hashFile(path('whole/model.onnx')));
    const {data} = JSON.parse(readFileSync(path('whole/manifest.json'), 'utf8')) as {data: {augment: {column: string}}};
    expect(data.augment.column).to.equal('image');
  });

  it('are predicted from files as from the rows they were imported to', async () => {
    const predict = async (data: string, out: string): Promise<string> => {
      await succeed(['predict', path('m.onnx'), '--data', data, '--columns', 'path', '-o', path(out)]);
      return hashFile(path(out));
    };
    expect(await predict(path('shapes'), 'a.csv')).to.equal(await predict(path('raw.arrow'), 'b.csv'));
    const one = await succeed([
      'predict',
      path('m.onnx'),
      '--data',
      path('shapes/lossy/full.jpg'),
      '-o',
      '-',
      '--to',
      'csv',
    ]);
    expect(one.stdout.trim().split('\n')).to.have.length(2);
    const {status, stderr} = await ingot([
      'predict',
      path('m.onnx'),
      '--data',
      path('shapes.csv'),
      '-o',
      path('c.csv'),
    ]);
    expect(status, stderr).to.equal(3);
  });
});
