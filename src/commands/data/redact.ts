import {counted} from '../../core/index.js';
import {Args, Flags} from '@oclif/core';
import {formatReport, guardOutput, IngotCommand, redactFlags} from '../../cli/index.js';
import type {PrivacyScan, VerbResult} from '../../prepare/index.js';

export default class DataRedact extends IngotCommand {
  static override summary = 'Find personal data in columns and free text; mask, hash or pseudonymize it.';
  static override description =
    'Kinds: email, iban (check digits), card (Luhn), ip, national-id (US, GB, FR, IT, ES, FI, PL, BR), phone, person. ' +
    'Columns named after a kind (surname, phone_number) are masked as a whole, other text where a kind is found; names ' +
    'of people are known by the column only. Numbers, dates and tensors are not searched. Without an action everything ' +
    'found is redacted ([EMAIL]); with one, only what it names. Hashes are HMAC-SHA-256 under a key; a pseudonym such ' +
    'as person_51f0c3a9b2d4e687 is its first 64 bits: equal values get equal ones in every file with that key. ' +
    'Streams in the memory of a batch; the ledger counts each change; no value is printed. Found means likely, not all.';
  static override examples = [
    {
      description: 'Say what is where, without changing anything',
      command: '<%= config.bin %> data redact titanic.csv --dry-run',
    },
    {
      description: 'Replace what is found by placeholders',
      command: '<%= config.bin %> data redact messages.csv --region GB -o redacted.arrow',
    },
    {
      description: 'Pseudonyms for names, hashes for tickets, no cabins',
      command:
        '<%= config.bin %> data redact titanic.csv --pseudonymize person --hash Ticket --drop Cabin --key-file key.txt -o redacted.csv',
    },
  ];
  static override args = {in: Args.string({description: "The rows; '-' is stdin.", required: true})};
  static override flags = {
    output: Flags.string({char: 'o', summary: "Where to write; '-' is stdout.", helpValue: 'FILE'}),
    'dry-run': Flags.boolean({summary: 'Only say what is where, in counts.', exclusive: ['output']}),
    ...redactFlags(),
  };

  async run(): Promise<VerbResult | PrivacyScan> {
    const {args, flags} = await this.parse(DataRedact);
    const {openDataset} = await import('../../data/index.js');
    const {outputOfRedact, redactDataset, scanPrivacy, writeStep, writtenLines} =
      await import('../../prepare/index.js');
    const output = outputOfRedact(flags.output, flags['dry-run']);
    if (output !== undefined) guardOutput(output, {json: this.jsonEnabled()});
    const dataset = await openDataset(args.in, {report: this.report});
    const {redact, hash, pseudonymize, drop, keep, region} = flags;
    if (output === undefined) {
      const scan = await scanPrivacy(dataset, {region}).finally(() => dataset.close());
      this.print(table(scan));
      return scan;
    }
    const options = {redact, hash, pseudonymize, drop, keep, region};
    const masked = await redactDataset(dataset, options, {keyFile: flags['key-file'], report: this.report});
    const step = {command: 'data redact', options, version: this.config.version, output};
    const result = await writeStep(masked, step);
    if (output !== '-') this.print(writtenLines(result));
    return result;
  }
}

function table({rows, findings, unsearched}: PrivacyScan): string {
  const head = ['column', 'kind', 'found by', 'cells', 'places', 'of values'];
  const cells = findings.map((each) => [each.column, each.kind, each.by, each.cells, each.places, each.values]);
  const left = unsearched.length === 0 ? '' : `Not searched (no text): ${unsearched.join(', ')}.`;
  return formatReport([{title: `Personal data in ${counted(rows, 'row')}`, head, rows: cells}], 'table') + left;
}
