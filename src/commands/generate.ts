import {Args, Flags} from '@oclif/core';
import {deviceFlag, IngotCommand, numberFlag, seedFlag, threadsFlag} from '../cli/index.js';
import type {GenerateResult} from '../eval/index.js';

export default class Generate extends IngotCommand {
  static override summary = 'Write text with a language model, token by token.';
  static override description =
    'For models of task language-model: data tokenize --pack, data normalize, model init gpt (or gru, lstm), train. Goes on ' +
    'where the prompt ends, and stops where the model ends a text. The same seed gives the same texts. Several texts are ' +
    'parted by an empty line; --json tells them apart.';
  static override examples = [
    {
      description: 'The most probable text',
      command: "<%= config.bin %> generate runs/writer --prompt 'call ' --tokens 40 --temperature 0",
    },
    {
      description: 'Three texts, drawn from the ten most probable tokens of each step',
      command: '<%= config.bin %> generate runs/writer --tokens 40 --count 3 --top-k 10 --seed 1',
    },
  ];
  static override args = {model: Args.string({description: 'An ONNX file, or a run folder.', required: true})};
  static override flags = {
    prompt: Flags.string({summary: 'What the text begins with.', default: '', helpValue: 'TEXT'}),
    tokens: Flags.integer({summary: 'Most tokens to add.', min: 1, default: 200, helpValue: 'N'}),
    count: Flags.integer({summary: 'How many texts.', min: 1, max: 1024, default: 1, helpValue: 'N'}),
    temperature: numberFlag({
      summary: 'Below 1 bolder, above 1 more even; 0: always the most probable token.',
      min: 0,
      default: 1,
    }),
    'top-k': Flags.integer({summary: 'Draw from the N most probable tokens only.', min: 1, helpValue: 'N'}),
    'top-p': numberFlag({
      summary: 'Draw from the most probable tokens that have this share together.',
      min: 0,
      above: true,
      max: 1,
    }),
    seed: seedFlag(),
    device: deviceFlag(),
    threads: threadsFlag(),
  };

  async run(): Promise<GenerateResult> {
    const {args, flags} = await this.parse(Generate);
    const [{generate, openSignedModel}, {resolveDevice}] = await Promise.all([
      import('../eval/index.js'),
      import('../runtime/index.js'),
    ]);
    const subject = await openSignedModel(args.model);
    const device = await resolveDevice(flags.device, this.report);
    const {prompt, tokens, count, temperature, seed, threads} = flags;
    const drawing = {temperature, topK: flags['top-k'], topP: flags['top-p'], seed};
    const result = await generate(subject, {prompt, tokens, count, ...drawing, device, threads, report: this.report});
    this.print(result.texts.map(({text}) => prompt + text).join('\n\n'));
    return result;
  }
}
