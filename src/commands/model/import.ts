import {Args} from '@oclif/core';
import {
  dataFlag,
  formatNumber,
  importFlags,
  IngotCommand,
  modelLossFlags,
  outputFlag,
  parseNumberList,
  parseNumbers,
  parsePairs,
  readClasses,
  seedFlag,
} from '../../cli/index.js';
import type {ImportModelResult} from '../../tasks/index.js';

export default class ModelImport extends IngotCommand {
  static override summary = 'Make any ONNX file a model to train, evaluate, export and serve.';
  static override description =
    'Writes what the file does not say: its columns, its target, where a loss attaches; adds the outputs people read. ' +
    'Float16 becomes float32; a file exported for one row at a time is opened to any number, which is checked by running ' +
    'both; constants become weights. Quantized files are refused. What was inferred is said.\n\n' +
    'With --data, prepared rows, columns and classes come from there. Prepare them as the file expects: data normalize ' +
    '--numeric none leaves numbers as they are, and --scale, --mean and --std here become part of the model.';
  static override examples = [
    {
      description: 'A classifier for rows that were prepared, with a new last layer for their classes',
      command: '<%= config.bin %> model import foreign.onnx --data photos.arrow --head auto -o imported.onnx',
    },
    {
      description: 'Then fine-tune adapters beside the nodes of two stages',
      command:
        "<%= config.bin %> model import foreign.onnx --data photos.arrow --head auto -o photos.onnx && <%= config.bin %> train photos.onnx --data photos.arrow --epochs 1 --out runs/photos --lora 2 --lora-targets '/layer*'",
    },
    {
      description: 'A file that comes with nothing: the classes in the order of its outputs',
      command: '<%= config.bin %> model import foreign.onnx --classes ant,bee,cat,dog,elk -o imported.onnx',
    },
  ];
  static override args = {model: Args.string({name: 'FILE', description: 'An ONNX file.', required: true})};
  static override flags = {
    data: dataFlag({required: false, summary: "Prepared training rows, see data normalize; '-' is stdin."}),
    ...importFlags(),
    ...modelLossFlags(),
    seed: seedFlag(),
    output: outputFlag('Where to write the model.'),
  };

  async run(): Promise<ImportModelResult> {
    const {args, flags} = await this.parse(ModelImport);
    const {importModel} = await import('../../tasks/index.js');
    const {data, output, seed, task, target, logits, head, loss, scale} = flags;
    const [mean, deviation] = [parseNumberList(flags.mean, 'mean'), parseNumberList(flags.std, 'std')];
    const result = await importModel({
      ...{source: args.model, output, data, task, target, logits, head, loss, seed, report: this.report},
      classes: readClasses(flags.classes),
      columns: parsePairs(flags.input, 'input'),
      scaling: {scale, mean, deviation},
      lossOptions: parseNumbers(flags['loss-option'], 'loss-option'),
    });
    const {task: found, parameters} = result.description;
    this.print(`${output}: ${found ?? ''}, ${formatNumber(parameters.count)} parameters`);
    return result;
  }
}
