import {Args, Flags} from '@oclif/core';
import {dataFlag, deviceFlag, formatNumber, IngotCommand, outputFlag, threadsFlag} from '../cli/index.js';
import type {ExportAdapterResult, ExportResult} from '../export/index.js';

export default class Export extends IngotCommand {
  static override summary = 'Write the model to deploy, checked against the one it comes from.';
  static override description =
    'Takes out what only training needs, then runs both files on the same raw rows: beyond the tolerance nothing is written ' +
    'and the status is 5. Beside OUT comes OUT without .onnx plus .example.json: raw rows with the expected outputs. ' +
    'Adapters (train --lora) are merged into the weights.';
  static override examples = [
    {description: 'Export the model of a run', command: '<%= config.bin %> export runs/first -o housing.onnx'},
    {
      description: 'Check parity on rows of your own',
      command: '<%= config.bin %> export runs/first --data data/test.arrow -o housing.onnx',
    },
    {
      description: 'Only the adapters of a run, a small file, and its use with the model they belong to',
      command:
        '<%= config.bin %> export runs/lora --adapter-only -o adapter.onnx && <%= config.bin %> eval model.onnx --adapter adapter.onnx --data data/test.arrow',
    },
  ];
  static override args = {model: Args.string({description: 'An ONNX file, or a run folder.', required: true})};
  static override flags = {
    data: dataFlag({required: false, summary: "Raw rows for the parity check (default: the run's example.json)."}),
    device: deviceFlag(),
    threads: threadsFlag(),
    'adapter-only': Flags.boolean({
      summary: 'Write only the adapters of a run trained with --lora; eval, predict and serve take them by --adapter.',
      exclusive: ['data', 'device', 'threads'],
    }),
    output: outputFlag('Where to write the model.'),
  };

  async run(): Promise<ExportResult | ExportAdapterResult> {
    const {args, flags} = await this.parse(Export);
    if (flags['adapter-only']) return this.exportAdapter(args.model, flags.output);
    const [{exportModel}, {resolveDevice}] = await Promise.all([
      import('../export/index.js'),
      import('../runtime/index.js'),
    ]);
    const device = await resolveDevice(flags.device, this.report);
    const {data, threads, output} = flags;
    const result = await exportModel({source: args.model, output, data, device, threads, report: this.report});
    const {parity} = result;
    const difference = formatNumber(parity.largestDifference, 2);
    const rows = `${String(parity.rows)} ${parity.rowsFrom === 'drawn' ? 'drawn ' : ''}rows`;
    this.print(`${output}: parity holds on ${rows}, largest difference ${difference}`);
    return result;
  }

  private async exportAdapter(model: string, output: string): Promise<ExportAdapterResult> {
    const {exportAdapter} = await import('../export/index.js');
    const result = await exportAdapter(model, output);
    const {sizeBytes, rank, weights} = result;
    this.print(`${output}: adapters of rank ${String(rank)} for ${weights.join(', ')} (${String(sizeBytes)} bytes)`);
    return result;
  }
}
