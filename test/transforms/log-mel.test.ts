import {readFileSync} from 'node:fs';
import {expect} from 'chai';
import type {Json} from '../../src/core/index.js';
import {ColumnStatistics, makeRawField} from '../../src/data/index.js';
import {buildStage, fitStage, isLearned} from '../../src/transforms/index.js';
import {buildAndRun, numbersOf} from '../support/build-and-run.js';
import {errorOf} from '../support/error-of.js';

interface Oracle {
  /** Base64 of float32. */
  readonly signal: string;
  readonly cases: readonly {
    readonly options: Readonly<Record<string, number>>;
    readonly shape: [number, number];
    /** Of every third frame. */
    readonly values: number[];
  }[];
}

const oracle = JSON.parse(readFileSync(new URL('../oracle/log_mel.json', import.meta.url), 'utf8')) as Oracle;
const signal = new Float32Array(Uint8Array.from(Buffer.from(oracle.signal, 'base64')).buffer);

function fit(options: Readonly<Record<string, Json>>, shape: readonly number[] = [signal.length], sampleRate?: number) {
  const parse = {kind: 'tensor', missing: [''], shape, element: 'float32', sampleRate} as const;
  const field = makeRawField('sound', 'tensor', 'feature', parse as never);
  const statistics = new Map([['sound', new ColumnStatistics(shape)]]);
  return fitStage({transform: 'log-mel', columns: ['sound'], fields: [field], statistics, options});
}

async function apply(stage: ReturnType<typeof fit>, clips: Float32Array, samples = signal.length) {
  const dims = [clips.length / samples, samples];
  const {y} = await buildAndRun((g) => ({y: buildStage(g, stage, g.input('x', 'float32', ['batch', samples]))}), {
    x: {dtype: 'float32', dims, data: clips},
  });
  return y!;
}

describe('log-mel', () => {
  for (const {options, shape, values} of oracle.cases)
    it(`is the logarithm of librosa's mel spectrogram: ${JSON.stringify(options)}`, async () => {
      const stage = fit({rate: 8000, ...options});
      expect([stage.shape, isLearned(stage)]).to.deep.equal([shape, false]);
      const result = await apply(stage, signal);
      expect(result.dims).to.deep.equal([1, ...shape]);
      const [, mels] = shape;
      const third = numbersOf(result).filter((_, at) => Math.floor(at / mels) % 3 === 0);
      expect(third).to.have.length(values.length);
      // float32 sums of up to 400 products; the faintest bands are 1e-4 of the loudest.
      third.forEach((value, at) => expect(value).to.be.closeTo(values[at]!, 2e-4));
    });

  it('takes 25 ms windows every 10 ms at the rate of the import, and finds the band of a tone', async () => {
    const stage = fit({mels: 30}, [16_000], 16_000);
    const state = stage.state as Record<string, number>;
    expect([state['window'], state['hop'], state['fmax'], stage.shape]).to.deep.equal([400, 160, 8000, [98, 30]]);
    const tone = Float32Array.from({length: 16_000}, (_, at) => 0.5 * Math.sin((2 * Math.PI * 1000 * at) / 16_000));
    const frame = numbersOf(await apply(stage, tone, 16_000)).slice(0, 30);
    // 1000 Hz is 1000 mel; bands are 2840 / 31 = 91.6 mel apart, so the 11th is nearest (at 1007.7).
    expect(frame.indexOf(Math.max(...frame))).to.equal(10);
  });

  it('works clip by clip, keeps a missing clip missing, and silence finite', async () => {
    const stage = fit({rate: 8000});
    const clips = new Float32Array(3 * signal.length);
    clips.set(signal);
    clips.fill(NaN, signal.length, 2 * signal.length);
    const width = stage.shape![0]! * stage.shape![1]!;
    const values = numbersOf(await apply(stage, clips));
    expect(values.slice(0, width)).to.deep.equal(numbersOf(await apply(stage, signal)));
    expect(values.slice(width, 2 * width).every(Number.isNaN)).to.equal(true);
    expect(values.slice(2 * width).every((value) => Math.abs(value - Math.log(1e-6)) < 1e-5)).to.equal(true);
  });

  const cases: readonly [name: string, call: () => unknown, said: string][] = [
    ['no rate', () => fit({}), 'log-mel:rate=16000'],
    ['cells that are no sound', () => fit({rate: 8000}, [2, 800]), 'cells of shape [2, 800]'],
    ['clips shorter than a window', () => fit({rate: 16_000}, [300]), '300 samples a clip, fewer than the 400'],
    ['more bands than there are frequencies', () => fit({rate: 8000, mels: 200}), 'no frequency in band'],
    ['half a band', () => fit({rate: 8000, mels: 12.5}), 'whole number, got 12.5'],
    ['a highest frequency above half the rate', () => fit({rate: 8000, fmax: 5000}), 'from 0 to 4000, got 5000'],
  ];
  for (const [name, call, said] of cases)
    it(`refuses ${name}`, () => {
      const {message, suggestions} = errorOf(call);
      expect([message, ...suggestions].join(' ')).to.contain(said);
    });
});
