// Names of file formats on the command line. The registry (src/data/formats) is a layer that this one does not see; a
// test holds the two together.
import {Flags} from '@oclif/core';

export const INPUT_FORMATS = ['arrays', 'arrow', 'arrows', 'csv', 'jsonl', 'lines', 'parquet', 'sqlite'] as const;
export const OUTPUT_FORMATS = ['arrow', 'arrows', 'csv', 'jsonl', 'parquet'] as const;

/** `--to` of commands that write rows. */
export const toFlag = () =>
  Flags.option({
    summary: 'The format (default: by the ending of the output; arrows on stdout).',
    options: OUTPUT_FORMATS,
  })();

/** `--format` of commands that read what comes from elsewhere. */
export const inputFormatFlag = () =>
  Flags.option({
    summary: 'The format of the input (default: by its content, then its ending).',
    options: INPUT_FORMATS,
  })();
