import {Args, Flags} from '@oclif/core';
import {
  dataFlag,
  formatNumber,
  IngotCommand,
  listFlag,
  modelLossFlags,
  numberFlag,
  outputFlag,
  parseNumbers,
  seedFlag,
} from '../../cli/index.js';
import type {InitModelResult} from '../../tasks/index.js';

export default class ModelInit extends IngotCommand {
  static override summary = 'Make an untrained model for prepared data: an ordinary ONNX file.';
  static override description =
    'The model takes raw columns: the stages fitted by data normalize become its first nodes, then comes the network with ' +
    'random weights, then the way back to labels or to the units of the target. It runs in any ONNX runtime at once.';
  static override examples = [
    {
      description: 'Two hidden layers of 64 units',
      command: '<%= config.bin %> model init mlp --data train.arrow -o model.onnx --seed 42',
    },
    {
      description: 'A smaller one with dropout, and categories as learned vectors',
      command:
        '<%= config.bin %> model init mlp --data train.arrow --hidden 32,16 --activation gelu --dropout 0.1 --categories embedding -o model.onnx',
    },
    {
      description: 'A linear model: no hidden layer',
      command: '<%= config.bin %> model init mlp --data train.arrow --hidden none -o linear.onnx',
    },
  ];
  static override args = {
    architecture: Args.string({description: 'The kind of network: mlp.', required: true}),
  };
  static override flags = {
    data: dataFlag({required: true, summary: "Prepared training rows, see data normalize; '-' is stdin."}),
    hidden: listFlag('Units of each hidden layer, or none (default 64,64).', {helpValue: '64,64'}),
    activation: Flags.string({summary: 'identity, relu (default), sigmoid, tanh or gelu.', helpValue: 'NAME'}),
    dropout: numberFlag({summary: 'Share of activations dropped in training (default 0).', min: 0, max: 0.999}),
    categories: Flags.string({summary: 'one-hot (default) or embedding.', helpValue: 'FORM'}),
    'embedding-dim': Flags.integer({summary: 'Size of embeddings (default by vocabulary).', min: 1, helpValue: 'N'}),
    initializer: Flags.string({
      summary: 'glorot-uniform (default), glorot-normal, he-uniform, he-normal, uniform, normal, zeros or constant.',
      helpValue: 'NAME',
    }),
    'initializer-scale': numberFlag({summary: 'Of uniform half the width, of normal the deviation …', min: 0}),
    task: Flags.option({
      summary: 'What to learn; auto: what the target was prepared for.',
      options: ['auto', 'classification', 'regression'] as const,
      default: 'auto' as const,
    })(),
    ...modelLossFlags(),
    seed: seedFlag(),
    output: outputFlag('Where to write the model.'),
  };

  async run(): Promise<InitModelResult> {
    const {args, flags} = await this.parse(ModelInit);
    const {initModel} = await import('../../tasks/index.js');
    const {activation, dropout, categories, initializer} = flags;
    const hidden = flags.hidden?.join() === 'none' ? [] : flags.hidden?.map(Number);
    const given = {activation, dropout, categories, initializer, hidden};
    const renamed = {embeddingDim: flags['embedding-dim'], initializerScale: flags['initializer-scale']};
    const {data, output, seed, task, loss} = flags;
    const lossOptions = parseNumbers(flags['loss-option'], 'loss-option');
    const architectureOptions = Object.fromEntries(
      Object.entries({...given, ...renamed}).filter(([, value]) => value !== undefined),
    );
    const options = {architecture: args.architecture, architectureOptions, data, output, seed, task, loss, lossOptions};
    const result = await initModel({...options, report: this.report});
    const {description} = result;
    const count = formatNumber(description.parameters.count);
    this.print(`${output}: ${args.architecture} for ${description.task ?? ''}, ${count} parameters`);
    return result;
  }
}
