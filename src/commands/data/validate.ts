import {counted, EXIT} from '../../core/index.js';
import {Args, Flags} from '@oclif/core';
import {chooseFormat, formatFlag, formatReport, IngotCommand} from '../../cli/index.js';
import type {ValidationResult, Violation} from '../../checks/index.js';

export default class DataValidate extends IngotCommand {
  static override summary = 'Check rows against a schema: kinds, ranges, values, uniqueness, patterns, rules of rows.';
  static override description =
    'Ends with status 3 when a check of severity error is broken by more than its max_share of the rows; a wrong schema ' +
    'file is refused with line and column (status 2). Text is read by the schema, so that every cell that does not suit ' +
    'its kind is found. Rules of rows know == != < <= > >=, and, or, not, + - * /, in (A, B), is missing, is not missing, ' +
    'matches "REGEX"; columns stand by name, in backquotes where it is no word. Rows are numbered from 1 without the ' +
    'header. The values of columns with private: true are never printed. One pass; unique remembers at most 4,000,000 ' +
    'values (status 6 beyond).';
  static override examples = [
    {
      description: 'Write what the first file holds, then check another one',
      command:
        '<%= config.bin %> data schema titanic.csv -o schema.yaml && <%= config.bin %> data validate titanic.csv --schema schema.yaml',
    },
    {
      description: 'For a program: the violations as JSON',
      command:
        '<%= config.bin %> data schema housing.csv -o housing.yaml && <%= config.bin %> data validate housing.csv --schema housing.yaml --json',
    },
  ];
  static override args = {
    in: Args.string({description: "A file, folder or pattern; '-' is stdin.", required: true}),
  };
  static override flags = {
    schema: Flags.string({summary: 'The schema, a YAML file of data schema.', helpValue: 'FILE', required: true}),
    format: formatFlag(),
  };

  async run(): Promise<ValidationResult> {
    const {args, flags} = await this.parse(DataValidate);
    const format = chooseFormat(flags.format, this.jsonEnabled());
    const {readSchema, validateFile} = await import('../../checks/index.js');
    const result = await validateFile(args.in, readSchema(flags.schema), {report: this.report});
    const {violations, isValid, rows} = result;
    const title = `${isValid ? 'valid' : 'not valid'}: ${counted(rows, 'row')}, ${counted(violations.length, 'finding')}`;
    if (format === 'json') this.print(JSON.stringify(result, null, 2));
    else if (violations.length === 0) this.print(title);
    else this.print(formatReport([{title, head: HEAD, rows: violations.map(cells)}], format));
    if (!isValid) this.endWith(EXIT.invalid);
    return result;
  }
}

const HEAD = ['column', 'rule', 'verdict', 'count', 'share', 'expected', 'first rows', 'found'];

function cells(violation: Violation): string[] {
  const {column, rule, severity, isTolerated, count, share, expected, firstRows, firstValues} = violation;
  return [
    ...[column ?? '', rule, isTolerated ? 'tolerated' : severity, String(count)],
    ...[share === null ? '' : `${(100 * share).toFixed(2)} %`, expected, firstRows.join(', '), firstValues.join(', ')],
  ];
}
