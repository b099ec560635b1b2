import {Args, Flags} from '@oclif/core';
import {guardOutput, IngotCommand, outputFlag, tokenizeFlags} from '../../cli/index.js';
import type {VerbResult} from '../../prepare/index.js';

export default class DataTokenize extends IngotCommand {
  static override summary = 'Turn texts into token ids: a row each, or packed into blocks for language models.';
  static override description =
    'Tokens are characters, or bytes of UTF-8. 0 pads, 1 is unknown, 2 separates packed texts; characters follow from 3 in the ' +
    'order of their codes, bytes as 3 + byte. The vocabulary is that of the rows given, which must be training rows; other ' +
    'rows take it from them with --like. It travels in the file and in the model, so that eval, predict and serve take texts ' +
    'as they are. With --length every row has so many tokens: longer texts are cut, shorter ones padded, and both counted. With ' +
    '--pack the texts follow each other in blocks, each beside the same a token later (next), or beside the one token ' +
    'that follows it, as a class.';
  static override examples = [
    {
      description: 'The first 40 characters of each text',
      command: '<%= config.bin %> data tokenize messages.arrow --column text --length 40 -o tokens.arrow',
    },
    {
      description: 'Blocks of 32 bytes, and the same a byte later',
      command: '<%= config.bin %> data tokenize messages.arrow --column text --unit bytes --pack 32 -o blocks.arrow',
    },
    {
      description: 'Eight characters and the one that follows, as a class; validation rows with the same vocabulary',
      command:
        '<%= config.bin %> data split messages.arrow --ratios 0.8,0.2 -o data/ && <%= config.bin %> data tokenize data/train.arrow --column text --pack 8 --next token -o train.arrow && <%= config.bin %> data tokenize data/test.arrow --column text --pack 8 --next token --like train.arrow -o test.arrow',
    },
  ];
  static override args = {in: Args.string({description: "The rows; '-' is stdin.", required: true})};
  static override flags = {
    output: outputFlag(),
    ...tokenizeFlags(),
    'work-dir': Flags.string({summary: 'Folder for temporary files.', helpValue: 'DIR'}),
  };

  async run(): Promise<VerbResult> {
    const {args, flags} = await this.parse(DataTokenize);
    const {output, column, unit, length, pad, truncate, pack, next, stride} = flags;
    guardOutput(output, {json: this.jsonEnabled()});
    const {openDataset} = await import('../../data/index.js');
    const {tokenizeDataset, writeStep, writtenLines} = await import('../../prepare/index.js');
    const join = flags.join?.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
    const vocabulary = {minCount: flags['min-count'], maxTokens: flags['max-tokens']};
    const options = {column, unit, length, pad, truncate, pack, join, next, stride, ...vocabulary};
    const like = flags.like === undefined ? undefined : await openDataset(flags.like);
    const dataset = await openDataset(args.in, {report: this.report});
    const context = {like, forceFit: flags['force-fit'], workDir: flags['work-dir']};
    const tokenized = await tokenizeDataset(dataset, {...options, ...context}).finally(() => like?.close());
    const step = {command: 'data tokenize', options, version: this.config.version, output, workDir: context.workDir};
    const result = await writeStep(tokenized, step);
    if (output !== '-') this.print(writtenLines(result));
    return result;
  }
}
