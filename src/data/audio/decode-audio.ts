// Bytes of an audio file to samples, whatever format it is.
import {dataError} from '../errors.js';
import {corruptAudio, truncatedAudio, type DecodedAudio} from './define.js';
import {audioFormats} from './registry.js';

export interface NamedAudio extends DecodedAudio {
  /** The format's name. */
  readonly format: string;
}

/**
 * @param where - the file, for messages
 * @throws IngotError `DATA_TRUNCATED`, `DATA_CORRUPT`, `DATA_FORMAT`; `DATA_EMPTY` for a file without a single sample
 */
export async function decodeAudio(bytes: Uint8Array, where: string): Promise<NamedAudio> {
  if (bytes.byteLength === 0) throw truncatedAudio(where, 'an audio file; it is empty');
  const format = audioFormats.values().find((each) => each.recognizes(bytes.subarray(0, 64)));
  if (!format)
    throw dataError('DATA_FORMAT', `${where}: expected an audio file, found something else.`, {
      hints: [
        `Read are ${audioFormats
          .values()
          .map(({title}) => title)
          .join(', ')}.`,
      ],
      data: {file: where},
    });
  const decoded = await format.decode(bytes, where);
  if ((decoded.channels[0]?.length ?? 0) === 0)
    throw dataError('DATA_EMPTY', `${where}: expected sound, found no sample.`, {data: {file: where}});
  if (decoded.channels.some((channel) => channel.some((value) => !Number.isFinite(value))))
    throw corruptAudio(where, 'a sample is no finite number');
  return {...decoded, format: format.name};
}
