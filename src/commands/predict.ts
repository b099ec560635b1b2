import {counted} from '../core/index.js';
import {Args, Flags} from '@oclif/core';
import {dataFlag, deviceFlag, guardOutput, IngotCommand, outputFlag, predictFlags, threadsFlag} from '../cli/index.js';
import type {PredictResult} from '../eval/index.js';

export default class Predict extends IngotCommand {
  static override summary = 'Predict for rows of a file or a pipe.';
  static override description =
    'Writes one row per input row, in order: id columns passed through (or those of --columns), prediction, and ' +
    'probability_<class> for each class. ' +
    'A row that lacks a value the model needs gets an empty prediction. What lies outside of what training saw is counted.';
  static override examples = [
    {
      description: 'A CSV file of predictions',
      command: '<%= config.bin %> predict runs/first --data new.csv -o predictions.csv',
    },
    {
      description: 'With columns of the rows beside them, as Arrow',
      command: '<%= config.bin %> predict runs/first --data new.csv --columns longitude,latitude -o predictions.arrow',
    },
    {
      description: 'In a pipe',
      command: 'cat new.csv | <%= config.bin %> predict housing.onnx --data - --to csv -o - | head -n 3',
    },
  ];
  static override args = {model: Args.string({description: 'An ONNX file, or a run folder.', required: true})};
  static override flags = {
    data: dataFlag({required: true}),
    ...predictFlags(),
    'batch-size': Flags.integer({summary: 'Rows a run of the model.', min: 1, default: 8192, helpValue: 'N'}),
    device: deviceFlag(),
    threads: threadsFlag(),
    output: outputFlag(),
  };

  async run(): Promise<PredictResult> {
    const {args, flags} = await this.parse(Predict);
    const [{openSignedModel, predictDataset}, {isBinaryFormat, outputFormat}, {resolveDevice}] = await Promise.all([
      import('../eval/index.js'),
      import('../data/index.js'),
      import('../runtime/index.js'),
    ]);
    const {data, output, threads} = flags;
    const format = flags.to ?? outputFormat(output);
    guardOutput(output, {json: this.jsonEnabled(), binary: isBinaryFormat(format)});
    const subject = await openSignedModel(args.model, flags.adapter);
    const device = await resolveDevice(flags.device, this.report);
    const choices = {columns: flags.columns, threshold: flags.threshold, positiveClass: flags['positive-class']};
    const run = {device, threads, batchSize: flags['batch-size'], report: this.report};
    const result = await predictDataset(subject, {data, output, format, ids: flags.id, ...choices, ...run});
    for (const message of warningsOf(result)) this.report({type: 'warning', message});
    if (output !== '-') this.print(`${String(result.rows)} predictions written to ${output} (${format})`);
    return result;
  }
}

/** What a person should know before trusting the predictions. */
function warningsOf({withoutPrediction, outOfRange, unknownCategories, ignoredColumns}: PredictResult): string[] {
  const list = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${name} (${String(count)})`)
      .join(', ');
  return [
    withoutPrediction > 0
      ? `${counted(withoutPrediction, 'row lacks', 'rows lack')} a value the model needs: no prediction for ${withoutPrediction === 1 ? 'it' : 'them'}.`
      : '',
    Object.keys(outOfRange).length > 0 ? `Values outside the range seen in training: ${list(outOfRange)}.` : '',
    Object.keys(unknownCategories).length > 0 ? `Categories not seen in training: ${list(unknownCategories)}.` : '',
    ignoredColumns.length > 0 ? `Columns the model does not use: ${ignoredColumns.join(', ')}.` : '',
  ].filter((message) => message !== '');
}
