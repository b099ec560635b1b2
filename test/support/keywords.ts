// Spoken words without speech: rising, falling and double tones in noise, each somewhere in its clip, as folders of WAV.
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Random} from '../../src/core/index.js';
import {makeWav} from './audio.js';

const RATE = 8000;

/** Hertz over the course of a word, 0 to 1. */
const WORDS: Readonly<Record<string, (share: number) => number>> = {
  fall: (share) => 1400 - 900 * share,
  rise: (share) => 500 + 900 * share,
  twice: (share) => (share < 0.5 ? 700 : 1200),
};

/** @param folder - gets a folder for each word, with so many clips of 0.2 to 0.4 s */
export function writeKeywords(folder: string, clipsOfEach: number, seed = 1): void {
  for (const [word, pitch] of Object.entries(WORDS)) {
    mkdirSync(join(folder, word), {recursive: true});
    for (let clip = 0; clip < clipsOfEach; clip += 1) {
      const random = new Random(seed).derive(word, clip);
      const length = 1600 + random.integer(1600);
      const begin = random.integer(length - 1400);
      const spoken = 1200 + random.integer(200);
      const loudness = 2000 + random.integer(8000);
      let phase = 0;
      const samples = Array.from({length}, (_, at) => {
        const share = (at - begin) / spoken;
        if (share < 0 || share >= 1) return Math.round(200 * random.normal());
        phase += (2 * Math.PI * pitch(share)) / RATE;
        return Math.round(loudness * Math.sin(Math.PI * share) * Math.sin(phase) + 200 * random.normal());
      });
      writeFileSync(join(folder, word, `${String(clip)}.wav`), makeWav({samples, sampleRate: RATE}));
    }
  }
}
