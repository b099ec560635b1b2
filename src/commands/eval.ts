import {Args, Flags} from '@oclif/core';
import {dataFlag, deviceFlag, formatTable, IngotCommand, threadsFlag} from '../cli/index.js';
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
    'bootstrap otherwise). Rows may be raw or prepared. Exits with status 5 when a gate fails.';
  static override examples = [
    {description: 'The model of a run', command: '<%= config.bin %> eval runs/first --data data/test.arrow'},
    {
      description: 'Stop a pipeline when the model is not good enough',
      command: "<%= config.bin %> eval runs/first --data data/test.arrow --gate 'rmse<=150000'",
    },
    {description: 'For a script', command: '<%= config.bin %> eval housing.onnx --data data/test.arrow --json'},
  ];
  static override args = {model: Args.string({description: 'An ONNX file, or a run folder.', required: true})};
  static override flags = {
    data: dataFlag({required: true}),
    gate: Flags.string({
      summary: "A condition that must hold: 'accuracy>=0.9', 'rmse<=54000' (also > and <).",
      helpValue: 'CONDITION',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'batch-size': Flags.integer({summary: 'Rows a run of the model.', min: 1, default: 8192, helpValue: 'N'}),
    device: deviceFlag(),
    threads: threadsFlag(),
  };

  async run(): Promise<EvalReport> {
    const {args, flags} = await this.parse(Eval);
    const [evaluation, {resolveDevice}] = await Promise.all([
      import('../eval/index.js'),
      import('../runtime/index.js'),
    ]);
    const {confusionTable, evaluate, judgeGates, metricsOf, metricTable, openSignedModel, parseGates} = evaluation;
    const subject = await openSignedModel(args.model);
    const known = metricsOf(subject.signature.task).map(({name}) => name);
    const gates = parseGates(flags.gate ?? [], known);
    const {data, threads} = flags;
    const device = await resolveDevice(flags.device, this.report);
    const result = await evaluate(subject, {
      data,
      device,
      threads,
      batchSize: flags['batch-size'],
      report: this.report,
    });
    this.print(`${String(result.rows)} rows`);
    for (const table of [metricTable(result), confusionTable(result)])
      if (table) this.print(`\n${formatTable(table.head, table.rows)}`);
    if (gates.length === 0) return result;
    const verdicts = judgeGates(result, gates);
    // Under --json the result is printed all the same: the status and `gates` tell what failed.
    if (!this.jsonEnabled()) evaluation.requireGates(verdicts);
    if (verdicts.some(({passed}) => !passed)) this.endWith(EXIT.gate);
    return {...result, gates: verdicts};
  }
}
