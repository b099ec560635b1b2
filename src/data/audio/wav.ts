// WAVE files, read here: the format is a few numbers and then the samples, and libraries for it differ in what they let pass.
import {
  asciiAt,
  corruptAudio,
  defineAudioFormat,
  MAX_SAMPLES,
  tooLong,
  truncatedAudio,
  type DecodedAudio,
} from './define.js';
import {decodeALaw, decodeMuLaw} from './g711.js';
import {dataError} from '../errors.js';

/** How one sample is coded: the format tag, and how many bytes it takes. */
type ReadSample = (view: DataView, at: number) => number;

const PCM = 1;
const IEEE_FLOAT = 3;
const A_LAW = 6;
const MU_LAW = 7;
const EXTENSIBLE = 0xfffe;

/** Format tag / bytes a sample → reader. Integers are divided by 2^(bits − 1), so that full scale is −1 to 1. */
const READERS: Readonly<Record<string, ReadSample>> = {
  // One byte is unsigned, all others are two's complement.
  [`${String(PCM)}/1`]: (view, at) => (view.getUint8(at) - 128) / 128,
  [`${String(PCM)}/2`]: (view, at) => view.getInt16(at, true) / 2 ** 15,
  [`${String(PCM)}/3`]: (view, at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16) / 2 ** 23,
  [`${String(PCM)}/4`]: (view, at) => view.getInt32(at, true) / 2 ** 31,
  [`${String(IEEE_FLOAT)}/4`]: (view, at) => view.getFloat32(at, true),
  [`${String(IEEE_FLOAT)}/8`]: (view, at) => view.getFloat64(at, true),
  [`${String(A_LAW)}/1`]: (view, at) => decodeALaw(view.getUint8(at)),
  [`${String(MU_LAW)}/1`]: (view, at) => decodeMuLaw(view.getUint8(at)),
};

/** Names of codings that are not read, by format tag (mmreg.h of the Windows SDK). */
const OTHER_CODECS: Readonly<Record<number, string>> = {
  0x0002: 'Microsoft ADPCM',
  0x0011: 'IMA ADPCM',
  0x0031: 'GSM 6.10',
  0x0050: 'MPEG layer I or II',
  0x0055: 'MP3',
  0x0161: 'Windows Media Audio',
  0x674f: 'Vorbis',
  0xf1ac: 'FLAC',
};

/** The last 14 bytes of the identifiers that carry a format tag in their first two. */
const SUBFORMAT_TAIL = '000000001000800000aa00389b71';

/** Size of a data chunk whose writer did not know it, such as one that wrote to a pipe: it reaches to the end. */
const UNKNOWN_SIZE = 0xffffffff;

interface Layout {
  readonly channelCount: number;
  readonly sampleRate: number;
  readonly sampleBytes: number;
  readonly read: ReadSample;
}

export const wav = defineAudioFormat({
  name: 'wav',
  title: 'WAV',
  endings: ['.wav', '.wave'],
  recognizes: (head) => ['RIFF', 'RIFX', 'RF64'].includes(asciiAt(head, 0, 4)) && asciiAt(head, 8, 4) === 'WAVE',
  decode: (bytes, where) => Promise.resolve(decodeWav(bytes, where)),
});

function decodeWav(bytes: Uint8Array, where: string): DecodedAudio {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (asciiAt(bytes, 0, 4) !== 'RIFF')
    throw dataError('DATA_FORMAT', `${where}: expected a RIFF file, found the variant ${asciiAt(bytes, 0, 4)}.`, {
      hints: ['Convert it to usual WAV or to FLAC.'],
      data: {file: where},
    });
  let layout: Layout | undefined;
  for (let at = 12; at + 8 <= bytes.byteLength;) {
    const id = asciiAt(bytes, at, 4);
    const claimed = view.getUint32(at + 4, true);
    const start = at + 8;
    const left = bytes.byteLength - start;
    if (id === 'data') {
      if (!layout) throw corruptAudio(where, "the samples come before the 'fmt ' chunk that describes them");
      return readSamples(view, layout, {start, size: claimed === UNKNOWN_SIZE ? left : claimed, where});
    }
    if (claimed > left) throw truncatedAudio(where, `${String(claimed)} bytes of chunk '${id}', found ${String(left)}`);
    if (id === 'fmt ') layout = readLayout(view, {start, size: claimed, where});
    // Chunks begin at even places.
    at = start + claimed + (claimed % 2);
  }
  throw truncatedAudio(where, "a 'data' chunk");
}

interface Chunk {
  readonly start: number;
  readonly size: number;
  readonly where: string;
}

function readLayout(view: DataView, {start, size, where}: Chunk): Layout {
  if (size < 16) throw corruptAudio(where, `expected a 'fmt ' chunk of at least 16 bytes, found ${String(size)}`);
  const tag = view.getUint16(start, true);
  const channelCount = view.getUint16(start + 2, true);
  const sampleRate = view.getUint32(start + 4, true);
  const frameBytes = view.getUint16(start + 12, true);
  const codec = tag === EXTENSIBLE ? subformatOf(view, {start, size, where}) : tag;
  const sampleBytes = frameBytes / channelCount;
  const read = READERS[`${String(codec)}/${String(sampleBytes)}`];
  if (channelCount === 0 || sampleRate === 0)
    throw corruptAudio(where, `${String(channelCount)} channels at ${String(sampleRate)} Hz cannot be`);
  if (read) return {channelCount, sampleRate, sampleBytes, read};
  const name = OTHER_CODECS[codec];
  const bits = view.getUint16(start + 14, true);
  throw dataError(
    'DATA_FORMAT',
    `${where}: the samples are coded as ${name ?? `format 0x${codec.toString(16)}, ${String(bits)} bits`}, which is not read here.`,
    {
      hints: [
        'Read are integers of 8, 16, 24 and 32 bits, floats of 32 and 64, A-law and µ-law: convert it to one of them.',
      ],
      data: {file: where},
    },
  );
}

function subformatOf(view: DataView, {start, size, where}: Chunk): number {
  if (size < 40) throw corruptAudio(where, `expected an extended 'fmt ' chunk of 40 bytes, found ${String(size)}`);
  const tail = Buffer.from(view.buffer, view.byteOffset + start + 26, 14).toString('hex');
  return tail === SUBFORMAT_TAIL ? view.getUint16(start + 24, true) : EXTENSIBLE;
}

function readSamples(
  view: DataView,
  {channelCount, sampleRate, sampleBytes, read}: Layout,
  {start, size, where}: Chunk,
): DecodedAudio {
  const found = view.byteLength - start;
  if (size > found) throw truncatedAudio(where, `${String(size)} bytes of samples, found ${String(found)}`);
  const frameBytes = channelCount * sampleBytes;
  if (size % frameBytes !== 0)
    throw corruptAudio(
      where,
      `expected whole frames of ${String(frameBytes)} bytes, found ${String(size)} bytes of samples`,
    );
  const frames = size / frameBytes;
  if (frames * channelCount > MAX_SAMPLES) throw tooLong(where);
  const channels = Array.from({length: channelCount}, () => new Float32Array(frames));
  let at = start;
  for (let frame = 0; frame < frames; frame += 1)
    for (const channel of channels) {
      channel[frame] = read(view, at);
      at += sampleBytes;
    }
  return {sampleRate, channels};
}
