import {counted, writeFileAtomic} from '../../core/index.js';
import {Args, Flags} from '@oclif/core';
import {guardOutput, IngotCommand, numberFlag, outputFlag} from '../../cli/index.js';

interface SchemaResult {
  output: string;
  rows: number;
  columns: number;
}

export default class DataSchema extends IngotCommand {
  static override summary = 'Write the schema of a file, to be edited and used by data validate.';
  static override description =
    'Columns with their kinds, the share of missing cells, ranges of numbers, the values of categories (30 at most), ' +
    'lengths of text, patterns of texts built alike, and which columns have no value twice; comments say what was seen. ' +
    'One pass in bounded memory.';
  static override examples = [
    {description: 'A schema of the passengers', command: '<%= config.bin %> data schema titanic.csv -o schema.yaml'},
    {
      description: 'Without a single value of two columns, and ranges exactly as seen',
      command: '<%= config.bin %> data schema titanic.csv --private Name,Ticket --margin 0 -o -',
    },
  ];
  static override args = {
    in: Args.string({description: "A file, folder or pattern; '-' is stdin.", required: true}),
  };
  static override flags = {
    output: outputFlag(),
    private: Flags.string({summary: 'Columns whose values are never written or printed.', helpValue: 'A,B'}),
    margin: numberFlag({
      summary: 'Share by which ranges and shares of missing cells are wider than seen.',
      ...{min: 0, max: 10, default: 0.1},
    }),
  };

  async run(): Promise<SchemaResult> {
    const {args, flags} = await this.parse(DataSchema);
    guardOutput(flags.output, {json: this.jsonEnabled(), binary: false});
    const {openDataset} = await import('../../data/index.js');
    const {inferSchemaText} = await import('../../checks/index.js');
    const dataset = await openDataset(args.in, {report: this.report});
    try {
      const privateColumns = flags.private?.split(',');
      const {text, rows, columns} = await inferSchemaText(dataset, {privateColumns, margin: flags.margin});
      if (flags.output === '-') this.print(text);
      else {
        writeFileAtomic(flags.output, text);
        this.print(`${counted(columns, 'column')} of ${counted(rows, 'row')} written to ${flags.output}`);
      }
      return {output: flags.output, rows, columns};
    } finally {
      await dataset.close();
    }
  }
}
