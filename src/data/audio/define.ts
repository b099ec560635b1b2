// How to read one more kind of audio file: write src/data/audio/<name>.ts exporting a `defineAudioFormat({...})` value and
// list it in registry.ts. Files are told apart by what they begin with, never by their name alone.
import type {IngotError} from '../../core/index.js';
import {dataError} from '../errors.js';

/** Samples as they stand in the file, each channel `[frames]` float32; full scale is ±1. */
export interface DecodedAudio {
  /** Frames a second. */
  readonly sampleRate: number;
  readonly channels: readonly Float32Array[];
}

export interface AudioFormat {
  readonly name: string;
  /** What people call it. */
  readonly title: string;
  /** File endings, lower case, with the dot. */
  readonly endings: readonly string[];
  /** @param head - the first bytes of a file, at least 64 where it has as many */
  recognizes(head: Uint8Array): boolean;
  /**
   * @param where - for messages
   * @throws IngotError `DATA_TRUNCATED`, `DATA_CORRUPT`, `DATA_FORMAT` for a coding that is not read here
   */
  decode(bytes: Uint8Array, where: string): Promise<DecodedAudio>;
}

/** Types an audio format and nothing else. */
export function defineAudioFormat(format: AudioFormat): AudioFormat {
  return format;
}

/** Samples of all channels together: 8 minutes of 48 kHz stereo take a third of it. Beyond it a file is no clip. */
export const MAX_SAMPLES = 1 << 27;

export function tooLong(where: string): IngotError {
  return dataError('DATA_FORMAT', `${where}: expected a clip of at most ${String(MAX_SAMPLES)} samples, found more.`, {
    hints: ['Cut long recordings into clips first.'],
    data: {file: where},
  });
}

export function truncatedAudio(where: string, expected: string): IngotError {
  return dataError('DATA_TRUNCATED', `${where}: the audio ended early: expected ${expected}.`, {
    hints: ['Copy or download the file again.'],
    data: {file: where},
  });
}

export function corruptAudio(where: string, what: string, cause?: unknown): IngotError {
  return dataError('DATA_CORRUPT', `${where}: ${what}.`, {data: {file: where}, cause});
}

export function asciiAt(bytes: Uint8Array, at: number, length: number): string {
  return Buffer.from(bytes.subarray(at, at + length)).toString('latin1');
}
