// What the decoders in WebAssembly share: bytes go in piece by piece, so that a small file that unpacks to a huge one is
// stopped on the way; what came out is put together.
import {corruptAudio, MAX_SAMPLES, tooLong, type DecodedAudio} from './define.js';

const PIECE_BYTES = 1 << 16;

/** What one call of such a decoder gives. */
export interface DecodedPiece {
  readonly channelData: readonly Float32Array[];
  readonly samplesDecoded: number;
  readonly sampleRate: number;
  readonly errors: readonly {readonly message: string}[];
}

export interface StreamDecoder {
  readonly ready: Promise<void>;
  decode(bytes: Uint8Array): DecodedPiece | Promise<DecodedPiece>;
  flush?(): Promise<DecodedPiece>;
  free(): void;
}

/** @throws IngotError `DATA_CORRUPT`, `DATA_FORMAT` */
export async function decodeStream(decoder: StreamDecoder, bytes: Uint8Array, where: string): Promise<DecodedAudio> {
  await decoder.ready;
  const pieces: DecodedPiece[] = [];
  let samples = 0;
  const take = (piece: DecodedPiece): void => {
    const [error] = piece.errors;
    if (error) throw corruptAudio(where, `the decoder says: ${error.message.trim()}`);
    if (piece.samplesDecoded === 0) return;
    samples += piece.samplesDecoded * piece.channelData.length;
    if (samples > MAX_SAMPLES) throw tooLong(where);
    pieces.push(piece);
  };
  try {
    for (let at = 0; at < bytes.byteLength; at += PIECE_BYTES)
      take(await decoder.decode(bytes.subarray(at, at + PIECE_BYTES)));
    if (decoder.flush) take(await decoder.flush());
  } finally {
    decoder.free();
  }
  return joined(pieces, where);
}

function joined(pieces: readonly DecodedPiece[], where: string): DecodedAudio {
  const [first] = pieces;
  if (!first) throw corruptAudio(where, 'no sound could be decoded');
  const {sampleRate, channelData} = first;
  if (pieces.some((piece) => piece.sampleRate !== sampleRate || piece.channelData.length !== channelData.length))
    throw corruptAudio(where, 'the sample rate or the number of channels changes within the file');
  const length = pieces.reduce((sum, piece) => sum + piece.samplesDecoded, 0);
  const channels = channelData.map((_, index) => {
    const whole = new Float32Array(length);
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece.channelData[index]?.subarray(0, piece.samplesDecoded) ?? [], at);
      at += piece.samplesDecoded;
    }
    return whole;
  });
  return {sampleRate, channels};
}
