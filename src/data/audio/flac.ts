// FLAC by libFLAC in WebAssembly. That decoder skips what it cannot read without a word, so the number of samples and the
// checksum that a file holds of itself are checked here.
import {createHash} from 'node:crypto';
import {asciiAt, corruptAudio, defineAudioFormat, truncatedAudio, type DecodedAudio} from './define.js';
import {decodeStream} from './stream.js';

/** Bytes of the first block, which describes the whole, behind the mark and a block header. */
const STREAM_INFO_AT = 8;
const STREAM_INFO_BYTES = 34;

export const flac = defineAudioFormat({
  name: 'flac',
  title: 'FLAC',
  endings: ['.flac'],
  recognizes: (head) => asciiAt(head, 0, 4) === 'fLaC',
  decode: async (bytes, where) => {
    if (bytes.byteLength < STREAM_INFO_AT + STREAM_INFO_BYTES)
      throw truncatedAudio(where, 'a description of the stream');
    const {FLACDecoder} = await import('@wasm-audio-decoders/flac');
    const info = readStreamInfo(bytes);
    const decoded = await decodeStream(new FLACDecoder(), bytes, where);
    const frames = decoded.channels[0]?.length ?? 0;
    if (info.frames !== 0 && frames !== info.frames)
      throw corruptAudio(
        where,
        `expected ${String(info.frames)} samples in each channel, could decode ${String(frames)}`,
      );
    return rescaled(decoded, info, where);
  },
});

interface StreamInfo {
  readonly bits: number;
  /** 0: not known when it was written. */
  readonly frames: number;
  /** Of the samples, in hexadecimal; all zeros: not known. */
  readonly md5: string;
}

/** @see RFC 9639, section 8.2 */
function readStreamInfo(bytes: Uint8Array): StreamInfo {
  const view = new DataView(bytes.buffer, bytes.byteOffset + STREAM_INFO_AT, STREAM_INFO_BYTES);
  const bits = (((view.getUint8(12) & 1) << 4) | (view.getUint8(13) >> 4)) + 1;
  const frames = (view.getUint8(13) & 15) * 2 ** 32 + view.getUint32(14);
  const md5 = Buffer.from(bytes.subarray(STREAM_INFO_AT + 18, STREAM_INFO_AT + STREAM_INFO_BYTES)).toString('hex');
  return {bits, frames, md5};
}

/** The decoder divides by 2^(bits − 1) − 1; every other reader divides by 2^(bits − 1), as is done here for WAV. */
function rescaled({sampleRate, channels}: DecodedAudio, {bits, md5}: StreamInfo, where: string): DecodedAudio {
  const full = 2 ** (bits - 1);
  const whole = channels.map((channel) => channel.map((value) => Math.round(value * (full - 1))));
  // Above 16 bits float32 is a little too coarse to give every integer back, so that the checksum would not fit.
  if (bits === 16 && !/^0*$/.test(md5) && md5 !== md5Of(whole))
    throw corruptAudio(where, 'the samples do not match the checksum in the file');
  return {sampleRate, channels: whole.map((channel) => channel.map((value) => value / full))};
}

function md5Of(channels: readonly Float32Array[]): string {
  const frames = channels[0]?.length ?? 0;
  const samples = new DataView(new ArrayBuffer(frames * channels.length * 2));
  channels.forEach((channel, index) => {
    for (let frame = 0; frame < frames; frame += 1)
      samples.setInt16((frame * channels.length + index) * 2, channel[frame] ?? 0, true);
  });
  return createHash('md5').update(new Uint8Array(samples.buffer)).digest('hex');
}
