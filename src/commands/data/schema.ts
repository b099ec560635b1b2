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
    '--bounds adds what means, deviations, quantiles, numbers of different values and shares were, so that rows of another ' +
    'distribution are found: means and quantiles may be X standard deviations from what was seen, deviations and numbers of ' +
    'different values X of themselves, shares X. One pass in bounded memory.';
  static override examples = [
    {description: 'A schema of the passengers', command: '<%= config.bin %> data schema titanic.csv -o schema.yaml'},
    {
      description: 'Without a single value of two columns, and ranges exactly as seen',
      command: '<%= config.bin %> data schema titanic.csv --private Name,Ticket --margin 0 -o -',
    },
    {
      description: 'With bounds of distributions, half a deviation wide',
      command: '<%= config.bin %> data schema housing.csv --bounds 0.5 -o housing.yaml',
    },
    {
      description: 'The same as JSON Schema of the records, for other tools',
      command: '<%= config.bin %> data schema titanic.csv --json-schema -o titanic.schema.json',
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
    bounds: numberFlag({summary: 'Write bounds of distributions too, with so much slack.', min: 0, max: 10}),
    'json-schema': Flags.boolean({summary: 'Write JSON Schema (draft 2020-12) of the records.'}),
  };

  async run(): Promise<SchemaResult> {
    const {args, flags} = await this.parse(DataSchema);
    guardOutput(flags.output, {json: this.jsonEnabled(), binary: false});
    const {openDataset} = await import('../../data/index.js');
    const {inferSchemaText, parseSchema, toJsonSchema} = await import('../../checks/index.js');
    const dataset = await openDataset(args.in, {report: this.report});
    try {
      const privateColumns = flags.private?.split(',');
      const options = {privateColumns, margin: flags.margin, slack: flags.bounds};
      const {text: yaml, rows, columns} = await inferSchemaText(dataset, options);
      const text = flags['json-schema']
        ? `${JSON.stringify(toJsonSchema(parseSchema(yaml, flags.output), dataset.name), null, 2)}\n`
        : yaml;
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
