// Audio files for tests: the recorded ones, and small ones made as they are needed.
import {readFileSync} from 'node:fs';

export interface AudioOracle {
  readonly files: readonly {
    readonly name: string;
    /** Base64. */
    readonly file: string;
    readonly sampleRate: number;
    readonly frames: number;
    /** By channel, every 13th frame. */
    readonly values: number[][];
  }[];
  readonly refused: readonly {readonly name: string; readonly file: string}[];
  readonly resampled: readonly {
    readonly from: number;
    readonly to: number;
    /** Base64 of float32. */
    readonly input: string;
    readonly length: number;
    /** Every 7th sample. */
    readonly values: number[];
  }[];
}

/** What libsndfile and libsamplerate gave, recorded by test/oracle/audio.py. */
export function readAudioOracle(): AudioOracle {
  return JSON.parse(readFileSync(new URL('../oracle/audio.json', import.meta.url), 'utf8')) as AudioOracle;
}

export interface WavContent {
  /** Of 16 bits, frame by frame. */
  readonly samples: readonly number[];
  readonly sampleRate: number;
  readonly channelCount?: number;
}

/** A WAV file of 16 bits with the shortest header there is, 44 bytes. */
export function makeWav({samples, sampleRate, channelCount = 1}: WavContent): Buffer {
  const bytes = Buffer.alloc(44 + 2 * samples.length);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + 2 * samples.length, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(channelCount, 22);
  bytes.writeUInt32LE(sampleRate, 24);
  bytes.writeUInt32LE(2 * channelCount * sampleRate, 28);
  bytes.writeUInt16LE(2 * channelCount, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(2 * samples.length, 40);
  samples.forEach((value, at) => bytes.writeInt16LE(value, 44 + 2 * at));
  return bytes;
}
