import {counted} from '../../core/index.js';
import {Args} from '@oclif/core';
import {guardOutput, IngotCommand, outputFlag, toFlag} from '../../cli/index.js';

interface ConvertResult {
  output: string;
  format: string;
  rows: number;
  sha256: string;
}

export default class DataConvert extends IngotCommand {
  static override summary = 'Convert a dataset to CSV, JSON Lines, Parquet or Arrow.';
  static override description =
    'Values stay the same: numbers are written in their shortest exact form, dates in ISO 8601 (UTC), missing values as ' +
    'an empty cell or null. Only Arrow and Parquet keep kinds, roles, stages and history.';
  static override examples = [
    {description: 'To a CSV file', command: '<%= config.bin %> data convert clean.arrow --to csv -o clean.csv'},
    {description: 'To a Parquet file', command: '<%= config.bin %> data convert clean.arrow -o clean.parquet'},
    {
      description: 'To JSON Lines on stdout',
      command: '<%= config.bin %> data convert clean.arrow --to jsonl -o - | head -n 3',
    },
  ];
  static override args = {
    in: Args.string({description: "A file, folder or pattern; '-' is stdin.", required: true}),
  };
  static override flags = {
    to: toFlag(),
    output: outputFlag(),
  };

  async run(): Promise<ConvertResult> {
    const {args, flags} = await this.parse(DataConvert);
    const {assertBalanced, isBinaryFormat, openDataset, outputFormat, writeDataset} =
      await import('../../data/index.js');
    const format = flags.to ?? outputFormat(flags.output);
    guardOutput(flags.output, {json: this.jsonEnabled(), binary: isBinaryFormat(format)});
    const dataset = await openDataset(args.in, {report: this.report});
    try {
      const {rowCount, sha256} = await writeDataset(flags.output, dataset.schema, dataset.batches(), {format});
      assertBalanced(dataset.ledger, `data convert of ${dataset.name}`, rowCount);
      if (flags.output !== '-') this.print(`${counted(rowCount, 'row')} written to ${flags.output} (${format})`);
      return {output: flags.output, format, rows: rowCount, sha256};
    } finally {
      await dataset.close();
    }
  }
}
