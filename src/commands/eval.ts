import {Args, Flags} from '@oclif/core';
import {chooseFormat, dataFlag, deviceFlag, evalFlags, formatReport, IngotCommand, threadsFlag} from '../cli/index.js';
import {EXIT} from '../core/index.js';
import type {EvalResult, GateVerdict} from '../eval/index.js';

interface EvalReport extends EvalResult {
  /** Present when gates were given. */
  gates?: readonly GateVerdict[];
}

export default class Eval extends IngotCommand {
  static override summary = 'Measure a model on rows whose answer is known.';
  static override description =
    'Loss in training space, metrics in the units of the target, each with a 95 % interval (Wilson for shares of rows, ' +
    'bootstrap otherwise). Rows may be raw or prepared. --by marks a metric as worse where its interval over the slice ' +
    'lies wholly on the worse side of the value over all rows. --compare gives each difference a paired interval, and a ' +
    'p value (McNemar; for numbers Wilcoxon, of the absolute errors). Exits with status 5 when a gate fails.';
  static override examples = [
    {description: 'The model of a run', command: '<%= config.bin %> eval runs/first --data data/test.arrow'},
    {
      description: 'Stop a pipeline when the model is not good enough',
      command: "<%= config.bin %> eval runs/first --data data/test.arrow --gate 'rmse<=150000'",
    },
    {
      description: 'Predict the positive class from another probability on, and ask for a share of it to be found',
      command:
        "<%= config.bin %> eval runs/survival --data titanic.csv --positive-class 1 --threshold 0.3 --gate 'recall[1]>=0.5'",
    },
    {description: 'For a script', command: '<%= config.bin %> eval housing.onnx --data data/test.arrow --json'},
    {
      description: 'Where is the model weak?',
      command: '<%= config.bin %> eval runs/first --data data/test.arrow --by ocean_proximity --by median_income:5',
    },
    {
      description: 'Is it better than another, for a pull request',
      command: '<%= config.bin %> eval runs/first --data data/test.arrow --compare model.onnx --format markdown',
    },
  ];
  static override args = {model: Args.string({description: 'An ONNX file, or a run folder.', required: true})};
  static override flags = {
    data: dataFlag({required: true}),
    ...evalFlags(),
    'batch-size': Flags.integer({summary: 'Rows a run of the model.', min: 1, default: 8192, helpValue: 'N'}),
    device: deviceFlag(),
    threads: threadsFlag(),
  };

  async run(): Promise<EvalReport> {
    const {args, flags} = await this.parse(Eval);
    const {data, threads, by, weight, threshold} = flags;
    const format = chooseFormat(flags.format, this.jsonEnabled());
    const [evaluation, {resolveDevice}] = await Promise.all([
      import('../eval/index.js'),
      import('../runtime/index.js'),
    ]);
    const subject = await evaluation.openSignedModel(args.model, flags.adapter);
    const gates = evaluation.parseGates(flags.gate ?? [], evaluation.gateNames(subject.signature));
    const compare = flags.compare === undefined ? undefined : await evaluation.openSignedModel(flags.compare);
    const device = await resolveDevice(flags.device, this.report);
    const {'positive-class': positiveClass, 'row-weights': rowWeights} = flags;
    const choices = {by, compare, weight, rowWeights, threshold, positiveClass};
    const run = {data, device, threads, batchSize: flags['batch-size'], report: this.report};
    const result = await evaluation.evaluate(subject, {...run, ...choices});
    const verdicts = evaluation.judgeGates(result, gates);
    const report = gates.length === 0 ? result : {...result, gates: verdicts};
    if (format === 'json') this.print(JSON.stringify(report, null, 2));
    else this.print(`${evaluation.summaryLine(result)}\n\n${formatReport(evaluation.reportTables(result), format)}`);
    // As JSON the result is printed all the same: the status and `gates` tell what failed.
    if (format !== 'json') evaluation.requireGates(verdicts);
    if (verdicts.some(({passed}) => !passed)) this.endWith(EXIT.gate);
    return report;
  }
}
