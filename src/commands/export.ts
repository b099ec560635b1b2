import {Args} from '@oclif/core';
import {dataFlag, deviceFlag, formatNumber, IngotCommand, outputFlag, threadsFlag} from '../cli/index.js';
import type {ExportResult} from '../export/index.js';

export default class Export extends IngotCommand {
  static override summary = 'Write the model to deploy, checked against the one it comes from.';
  static override description =
    'Takes out what only training needs, then runs both files on the same raw rows: beyond the tolerance nothing is written ' +
    'and the status is 5. Beside OUT comes OUT without .onnx plus .example.json: raw rows with the expected outputs.';
  static override examples = [
    {description: 'Export the model of a run', command: '<%= config.bin %> export runs/first -o housing.onnx'},
    {
      description: 'Check parity on rows of your own',
      command: '<%= config.bin %> export runs/first --data data/test.arrow -o housing.onnx',
    },
  ];
  static override args = {model: Args.string({description: 'An ONNX file, or a run folder.', required: true})};
  static override flags = {
    data: dataFlag({required: false, summary: "Raw rows for the parity check (default: the run's example.json)."}),
    device: deviceFlag(),
    threads: threadsFlag(),
    output: outputFlag('Where to write the model.'),
  };

  async run(): Promise<ExportResult> {
    const {args, flags} = await this.parse(Export);
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
}
