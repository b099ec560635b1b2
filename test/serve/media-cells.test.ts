// Images within rows, in base64: the numbers of the import, or a refusal that names row and column.
import {readFileSync} from 'node:fs';
import {expect} from 'chai';
import type {ModelSignature} from '../../src/prepare/index.js';
import {readMediaCells} from '../../src/serve/media-cells.js';
import {makeWav} from '../support/audio.js';
import {openFakeApp, served, signature as plain, type FakeApp} from './fake-app.js';

const {cases} = JSON.parse(readFileSync(new URL('../oracle/images.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly {readonly name: string; readonly file: string; readonly pixels: readonly number[]}[];
};
const rgb = cases.find(({name}) => name === 'rgb.png');

const signature: ModelSignature = {
  ...plain,
  inputs: [
    {
      name: 'image',
      role: 'feature',
      required: true,
      parse: {
        ...{kind: 'tensor', missing: [], shape: [3, 7, 9], element: 'uint8'},
        media: {kind: 'image', options: {background: '#000000'}},
      },
    },
  ],
};

describe('images sent within rows', () => {
  let fake: FakeApp;
  beforeEach(() => {
    const inputs = [{name: 'image', dtype: 'uint8', shape: ['batch', 3, 7, 9]}] as const;
    fake = openFakeApp({model: {...served, inputs, signature}});
  });
  afterEach(() => fake.app.close());
  const predict = (rows: unknown) => fake.post('/v1/models/flu/predict', {rows});

  it('are decoded as the import would have, beside rows of numbers', async () => {
    const lists = Array.from({length: 3}, () => Array.from({length: 7}, () => new Array<number>(9).fill(1)));
    const {status} = await predict([
      {image: rgb?.file},
      {image: `data:image/png;base64,${rgb?.file ?? ''}`},
      {image: lists},
    ]);
    expect(status).to.equal(200);
    const values = [...(fake.jobs[0]?.feeds['image']?.data as Uint8Array)];
    expect(values.slice(0, 189)).to.deep.equal(rgb?.pixels);
    expect(values.slice(189, 378)).to.deep.equal(rgb?.pixels);
    expect(values[378]).to.equal(1);
  });

  it('that are none are refused by row and column', async () => {
    for (const [image, says] of [
      ['not base64!', 'expected the content of a file in base64'],
      [Buffer.from('text').toString('base64'), 'expected PNG, JPEG'],
      [cases.find(({name}) => name === 'turned.jpg')?.file, 'expected 9x7'],
    ] as const) {
      const {status, body} = await predict([{image: rgb?.file}, {image}]);
      expect(status).to.equal(422);
      expect(JSON.stringify(body)).to.include('rows[1].image').and.include(says);
    }
  });
});

describe('sound and text sent within rows', () => {
  it('are a file in base64, and text as it is', async () => {
    const wav = makeWav({samples: [1 << 14, -(1 << 14)], sampleRate: 8000}).toString('base64');
    const sound = {kind: 'tensor', missing: [], shape: [3], element: 'float32', sampleRate: 8000} as const;
    const common = {role: 'feature', required: false} as const;
    const model: ModelSignature = {
      ...plain,
      inputs: [
        {name: 'audio', ...common, parse: {...sound, media: {kind: 'audio', options: {resamples: true, fits: true}}}},
        {name: 'text', ...common, parse: {kind: 'text', missing: [''], media: {kind: 'text', options: {}}}},
      ],
    };
    const [row] = await readMediaCells([{audio: wav, text: 'fine'}], model);
    expect(row).to.deep.equal({audio: Float32Array.of(0.5, -0.5, 0), text: 'fine'});
  });
});
