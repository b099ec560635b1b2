import {expect} from 'chai';
import {Random} from '../../../src/core/index.js';
import {makeRawField} from '../../../src/data/index.js';
import {withGain} from '../../../src/prepare/augment/rows/gain.js';
import {rowAugmentations} from '../../../src/prepare/augment/rows/index.js';
import {shifted} from '../../../src/prepare/augment/rows/shift.js';
import {withNoise} from '../../../src/prepare/augment/rows/snr.js';
import {masked} from '../../../src/prepare/augment/rows/spec-augment.js';
import {withSpeed} from '../../../src/prepare/augment/rows/speed.js';
import {withTempo} from '../../../src/prepare/augment/rows/tempo.js';

const RATE = 8000;
const tone = (hertz: number, length = RATE): Float32Array =>
  Float32Array.from({length}, (_, at) => 0.5 * Math.sin((2 * Math.PI * hertz * at) / RATE));
const meanSquare = (samples: Float32Array): number =>
  samples.reduce((sum, value) => sum + value * value, 0) / samples.length;

/** The share of the energy at one frequency, whatever its phase. */
function shareAt(hertz: number, samples: Float32Array): number {
  let [cosine, sine] = [0, 0];
  samples.forEach((value, at) => {
    cosine += value * Math.cos((2 * Math.PI * hertz * at) / RATE);
    sine += value * Math.sin((2 * Math.PI * hertz * at) / RATE);
  });
  return (2 * (cosine ** 2 + sine ** 2)) / samples.length ** 2 / meanSquare(samples);
}

describe('the level of a clip', () => {
  it('changes by decibels', () => {
    expect([...withGain(Float32Array.of(0.5, -0.25), 20)]).to.deep.equal([5, -2.5]);
    expect(withGain(Float32Array.of(1), -6)[0]).to.be.closeTo(0.501187, 1e-6);
  });

  for (const decibels of [0, 10, 30])
    it(`gets noise of ${String(decibels)} dB below it`, () => {
      const clip = tone(440);
      const noisy = withNoise(clip, decibels, new Random(1));
      const noise = noisy.map((value, at) => value - clip[at]!);
      // 8000 squares of normal numbers: their mean has a relative deviation of 1.6 %.
      expect(meanSquare(clip) / meanSquare(noise) / 10 ** (decibels / 10)).to.be.within(0.93, 1.07);
      expect(Math.abs(noise.reduce((sum, value) => sum + value, 0) / RATE)).to.be.below(
        4 * Math.sqrt(meanSquare(noise) / RATE),
      );
      expect(noisy).to.deep.equal(withNoise(clip, decibels, new Random(1)));
    });

  it('stays silent where it is silent', () => {
    expect(withNoise(new Float32Array(4), 10, new Random(1))).to.deep.equal(new Float32Array(4));
  });
});

describe('the time of a clip', () => {
  it('is shifted, with silence for what is wanting', () => {
    const clip = Float32Array.of(1, 2, 3);
    const cases = [0, 1, -1, 3, -7].map((offset) => [...shifted(clip, offset)]);
    expect(cases).to.deep.equal([
      [1, 2, 3],
      [0, 1, 2],
      [2, 3, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  for (const factor of [0.8, 1.1, 1.5]) {
    it(`played ${String(factor)} times as fast moves its pitch`, () => {
      const played = withSpeed(tone(400), factor);
      const expected = tone(400 * factor);
      const end = Math.min(RATE, Math.floor(RATE / factor));
      for (let at = 100; at < end - 100; at += 7) expect(played[at]).to.be.closeTo(expected[at]!, 1e-3);
      if (factor > 1) expect(meanSquare(played.subarray(end + 20))).to.be.below(1e-9);
    });

    it(`at ${String(factor)} times the tempo keeps its pitch`, () => {
      const played = withTempo(tone(400), factor, RATE);
      const end = Math.min(RATE, Math.floor(RATE / factor)) - 400;
      expect(shareAt(400, played.subarray(0, end))).to.be.above(0.98);
      expect(meanSquare(played.subarray(0, end))).to.be.closeTo(0.125, 0.004);
      if (factor > 1) expect(meanSquare(played.subarray(end + 800))).to.be.below(1e-9);
    });
  }

  it('is as it was at a speed or a tempo of 1', () => {
    const clip = tone(400).map((value, at) => value * Math.sin(at * 1e-3));
    withSpeed(clip, 1).forEach((value, at) => expect(value).to.be.closeTo(clip[at]!, 1e-6));
    withTempo(clip, 1, RATE).forEach((value, at) => expect(value).to.be.closeTo(clip[at]!, 1e-6));
  });

  it('keeps an event at its place in the new time', () => {
    const click = new Float32Array(RATE);
    click.set(tone(1000, 200), 4000);
    const loudest = (samples: Float32Array): number => {
      let at = 0;
      samples.forEach((value, index) => (at = Math.abs(value) > Math.abs(samples[at]!) ? index : at));
      return at;
    };
    expect(loudest(withTempo(click, 1.25, RATE))).to.be.within(3200 - 150, 3200 + 250);
  });
});

describe('masks on a spectrogram', () => {
  const cell = Float32Array.from({length: 60}, (_, at) => at);

  it('replace whole frames and whole bands by the mean, and nothing else', () => {
    const result = masked(cell, [10, 6], {options: {count: 1, frames: 4, mels: 3}, random: new Random(3)});
    const hidden = [...result].map((value) => value === 29.5);
    const frames = Array.from({length: 10}, (_, frame) => hidden.slice(frame * 6, frame * 6 + 6).every(Boolean));
    const mels = Array.from({length: 6}, (_, mel) => hidden.filter((_, at) => at % 6 === mel).every(Boolean));
    hidden.forEach((isHidden, at) => {
      expect(isHidden).to.equal(frames[Math.floor(at / 6)]! || mels[at % 6]!);
      if (!isHidden) expect(result[at]).to.equal(at);
    });
    expect([frames, mels].map((of) => of.filter(Boolean).length)).to.satisfy(([f, m]: number[]) => f! <= 4 && m! <= 3);
  });

  it('are of every width up to the widest, and may hide nothing', () => {
    const random = new Random(4);
    const widths = new Set<number>();
    for (let draw = 0; draw < 200; draw += 1) {
      const result = masked(cell, [10, 6], {options: {count: 1, frames: 2, mels: 0}, random});
      widths.add(result.filter((value) => value === 29.5).length / 6);
    }
    expect([...widths].sort()).to.deep.equal([0, 1, 2]);
  });
});

describe('augmentations of sound', () => {
  const sound = {kind: 'tensor', missing: [''], shape: [RATE], element: 'float32', sampleRate: RATE} as const;
  const field = makeRawField('audio', 'tensor', 'feature', sound);
  const bands = {...field, shape: [98, 40]};
  const change = (name: string, options: Record<string, number>, clip: Float32Array, seed = 1): Float32Array => {
    const definition = rowAugmentations.get(name);
    const all = Object.fromEntries(Object.entries(definition.options).map(([key, {default: value}]) => [key, value]));
    return definition.create!({...all, ...options}, [clip.length], sound)(clip.slice(), new Random(seed));
  };

  it('are for clips as they were imported, or for bands of pitch', () => {
    for (const name of ['gain', 'polarity', 'snr', 'shift', 'speed', 'tempo']) {
      expect(rowAugmentations.get(name).problem(field)).to.equal(undefined);
      expect(rowAugmentations.get(name).problem(bands)).to.contain('as they were imported');
    }
    expect(rowAugmentations.get('spec-augment').problem(bands)).to.equal(undefined);
    expect(rowAugmentations.get('spec-augment').problem(field)).to.contain('log-mel');
  });

  it('stay within what is asked for, and keep the length', () => {
    const clip = tone(440, 2000);
    for (let seed = 0; seed < 20; seed += 1) {
      const ratio = change('gain', {decibels: 6}, clip, seed)[100]! / clip[100]!;
      expect(ratio).to.be.within(0.501, 1.996);
      const moved = change('shift', {share: 0.1}, clip, seed);
      expect([...moved].filter((value) => value === 0).length).to.be.at.most(200 + 20);
      const turned = change('polarity', {probability: 1}, clip, seed);
      expect([...turned]).to.deep.equal([...clip].map((value) => -value));
    }
    for (const name of ['speed', 'tempo', 'snr'])
      expect(change(name, {change: 0.2, probability: 1}, clip))
        .to.have.length(2000)
        .and.not.deep.equal(clip);
    for (const name of ['snr', 'polarity']) expect(change(name, {probability: 0}, clip)).to.deep.equal(clip);
  });
});
