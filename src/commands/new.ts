import {existsSync} from 'node:fs';
import {Args, Flags} from '@oclif/core';
import {IngotCommand, starterConfig} from '../cli/index.js';
import {coreError, writeFileAtomic} from '../core/index.js';

interface NewResult {
  readonly file: string;
}

export default class New extends IngotCommand {
  static override summary = 'Write a commented configuration file to start from.';
  static override description =
    'One section a command, from the import of a CSV file to the server; every other setting of these commands stands in ' +
    'it as a comment. The first lines say how to use it. A file that is there is never overwritten.';
  static override examples = [
    {
      description: 'For a file of your own, then its first step',
      command:
        '<%= config.bin %> new housing.yaml --data housing.csv --target median_house_value && ingot data import --config housing.yaml',
    },
  ];
  static override args = {file: Args.string({description: 'Where to write (default: ingot.yaml).', ignoreStdin: true})};
  static override flags = {
    data: Flags.string({summary: 'The file to import.', helpValue: 'FILE', default: 'data.csv'}),
    target: Flags.string({summary: 'The column to predict.', helpValue: 'COL', default: 'target'}),
  };

  async run(): Promise<NewResult> {
    const {args, flags} = await this.parse(New);
    const {file = 'ingot.yaml'} = args;
    if (existsSync(file))
      throw coreError('FILE_EXISTS', `${file}: something is there already, and it is left alone.`, {
        hints: ['Name another file: ingot new other.yaml'],
      });
    writeFileAtomic(file, starterConfig(this.config, file, flags));
    this.print(`wrote ${file}; its first lines say how to go on`);
    return {file};
  }
}
