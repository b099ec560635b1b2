import {counted, EXIT} from '../../core/index.js';
import {Args} from '@oclif/core';
import {
  chooseFormat,
  formatReport,
  guardOutput,
  IngotCommand,
  validateFlags,
  writeReportFile,
} from '../../cli/index.js';
import type {JudgedRows} from '../../prepare/index.js';

export default class DataValidate extends IngotCommand {
  static override summary =
    'Check rows against a schema: kinds, ranges, values, uniqueness, references, freshness, distributions, rules of rows.';
  static override description =
    'Ends with status 3 when a check of severity error is broken by more than its max_share of the rows; a wrong schema ' +
    'file is refused with line and column (status 2). The schema is the YAML of data schema, or a JSON Schema of flat ' +
    'records. Text is read by the schema, so that every cell that does not suit its kind is found. Rules of rows know ' +
    '== != < <= > >=, and, or, not, + - * /, in (A, B), is missing, is not missing, matches "REGEX"; columns stand by name, ' +
    'in backquotes where it is no word. Rows are numbered from 1 without the header. The values of columns with private: ' +
    'true are never printed. One pass in bounded memory: what unique and references compare goes to disk beyond 256 MiB. ' +
    '--bad-rows and --good-rows read the rows once more and part them; a row is bad when it breaks a check that is broken ' +
    'beyond what it tolerates (private values stand in these files).';
  static override examples = [
    {
      description: 'Write what the first file holds, then check another one',
      command:
        '<%= config.bin %> data schema titanic.csv -o schema.yaml && <%= config.bin %> data validate titanic.csv --schema schema.yaml',
    },
    {
      description: 'For a program: the violations as JSON; for people, a page',
      command:
        '<%= config.bin %> data schema housing.csv -o housing.yaml && <%= config.bin %> data validate housing.csv --schema housing.yaml --json --report housing.html',
    },
    {
      description: 'Go on with the rows that keep the schema, and set the others aside',
      command:
        '<%= config.bin %> data schema titanic.csv -o schema.yaml && <%= config.bin %> data validate titanic.csv --schema schema.yaml --good-rows good.arrow --bad-rows bad.csv',
    },
  ];
  static override args = {
    in: Args.string({description: "A file, folder or pattern; '-' is stdin.", required: true}),
  };
  static override flags = validateFlags();

  async run(): Promise<JudgedRows> {
    const {args, flags} = await this.parse(DataValidate);
    const format = chooseFormat(flags.format, this.jsonEnabled());
    const outputs = {badRows: flags['bad-rows'], goodRows: flags['good-rows']};
    for (const output of Object.values(outputs))
      if (output !== undefined) guardOutput(output, {json: format === 'json'});
    const {parseNow, readSchema, validationPage, violationTable} = await import('../../checks/index.js');
    const now = parseNow(flags.now);
    const {judgeFile, writtenLines} = await import('../../prepare/index.js');
    const run = {now, workDir: flags['work-dir'], version: this.config.version, report: this.report};
    const result = await judgeFile(args.in, readSchema(flags.schema), {...outputs, ...run});
    const {violations, isValid, rows, badRows, goodRows} = result;
    const title = `${isValid ? 'valid' : 'not valid'}: ${counted(rows, 'row')}, ${counted(violations.length, 'finding')}`;
    await writeReportFile(flags.report, result, () => validationPage(result));
    const lines = [badRows, goodRows].flatMap((written) => (written ? [writtenLines(written)] : []));
    if (format === 'json') this.print(JSON.stringify(result, null, 2));
    else {
      const table = formatReport([{title, ...violationTable(violations)}], format);
      const text = [violations.length === 0 ? title : table, ...lines].join('\n');
      // Rows on stdout are alone there.
      if (Object.values(outputs).includes('-')) this.report({type: 'note', message: text});
      else this.print(text);
    }
    if (!isValid) this.endWith(EXIT.invalid);
    return result;
  }
}
