// From an audio file to a row: one channel, one sample rate, one length.
import {decodeAudio} from './decode-audio.js';
import type {Resampler} from './resample.js';

export interface ClipOptions {
  /** Samples a second; absent: as the file has them. */
  readonly sampleRate?: number | undefined;
  /** Samples, at that rate; absent: as the file has them. */
  readonly length?: number | undefined;
  readonly resampler: Resampler;
}

export interface Clip {
  /** Mono. */
  readonly samples: Float32Array;
  /** Of `samples`. */
  readonly sampleRate: number;
  /** Zeros that were put behind the sound, and samples that were cut off its end. */
  readonly padded: number;
  readonly cropped: number;
  /** Of the file. */
  readonly source: {
    readonly format: string;
    readonly sampleRate: number;
    readonly channelCount: number;
    readonly durationSeconds: number;
  };
}

/** Seconds of sound behind what is kept that still take part in resampling. */
const MARGIN_SECONDS = 0.25;

/**
 * Decodes a file, takes the mean of its channels, resamples it, and cuts its end off or puts zeros behind it. Where a clip is
 * already as asked for, its samples are those of the file.
 *
 * @param where - the file, for messages
 * @throws IngotError what `decodeAudio` throws
 */
export async function readClip(bytes: Uint8Array, where: string, options: ClipOptions): Promise<Clip> {
  const {channels, sampleRate: from, format} = await decodeAudio(bytes, where);
  const frames = channels[0]?.length ?? 0;
  const to = options.sampleRate ?? from;
  const needed = options.length === undefined ? frames : Math.ceil((options.length / to + MARGIN_SECONDS) * from);
  const mono = mixed(channels).subarray(0, needed);
  const converted = await options.resampler.convert(mono, {from, to}, where);
  const whole = Math.round((frames * to) / from);
  const length = options.length ?? whole;
  const samples = new Float32Array(length);
  samples.set(converted.subarray(0, length));
  return {
    samples,
    sampleRate: to,
    padded: Math.max(0, length - whole),
    cropped: Math.max(0, whole - length),
    source: {format, sampleRate: from, channelCount: channels.length, durationSeconds: frames / from},
  };
}

/** The mean of the channels, in double. */
function mixed(channels: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(0), ...others] = channels;
  if (others.length === 0) return first;
  return first.map((value, at) => {
    let sum = value;
    for (const channel of others) sum += channel[at] ?? 0;
    return sum / channels.length;
  });
}
