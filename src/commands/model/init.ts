import {Args, Flags} from '@oclif/core';
import {
  dataFlag,
  formatNumber,
  initExamples,
  IngotCommand,
  modelLossFlags,
  networkFlags,
  networkOptions,
  outputFlag,
  parseNumbers,
  seedFlag,
} from '../../cli/index.js';
import type {InitModelResult} from '../../tasks/index.js';

export default class ModelInit extends IngotCommand {
  static override summary = 'Make an untrained model for prepared data: an ordinary ONNX file.';
  static override description =
    'The model takes raw columns: the stages of data normalize are its first nodes, then comes the network with random ' +
    'weights, then the way back to labels or units. It runs in any ONNX runtime at once.\n\n' +
    'Architectures and their options: model list. mlp takes any columns; convnet, resnet and mobilenet take one column of ' +
    'images, [channels, height, width] or [height, width]; gru, lstm, transformer and gpt one column of sequences. Rows with the ' +
    'token after each step (data tokenize --pack) make a language model of gpt, gru or lstm.\n\n' +
    'A spec lists layers for mlp or convnet, each with its main option or a map of options; model list names the kinds. ' +
    'Beside layers it may give the options of the architecture that are not about layers, such as initializer.';
  static override examples = initExamples;
  static override args = {
    architecture: Args.string({
      description: 'The kind of network: mlp, convnet, resnet, mobilenet, gru, lstm, transformer or gpt.',
      required: true,
    }),
  };
  static override flags = {
    data: dataFlag({required: true, summary: "Prepared training rows, see data normalize; '-' is stdin."}),
    ...networkFlags,
    task: Flags.option({
      summary: 'What to learn; auto: what the target was prepared for.',
      options: ['auto', 'classification', 'language-model', 'multilabel', 'regression'] as const,
      default: 'auto' as const,
    })(),
    ...modelLossFlags(),
    seed: seedFlag(),
    output: outputFlag('Where to write the model.'),
  };

  async run(): Promise<InitModelResult> {
    const {args, flags} = await this.parse(ModelInit);
    const {initModel} = await import('../../tasks/index.js');
    const {data, output, seed, task, loss, spec} = flags;
    const {architecture} = args;
    const lossOptions = parseNumbers(flags['loss-option'], 'loss-option');
    const network = {architecture, architectureOptions: networkOptions(flags), spec};
    const result = await initModel({...network, data, output, seed, task, loss, lossOptions, report: this.report});
    const {description} = result;
    const count = formatNumber(description.parameters.count);
    this.print(`${output}: ${architecture} for ${description.task ?? ''}, ${count} parameters`);
    return result;
  }
}
