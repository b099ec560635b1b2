import {Args, Flags} from '@oclif/core';
import {
  dataFlag,
  formatTable,
  IngotCommand,
  lossSettings,
  onStopSignal,
  optimizerFlags,
  parseGroups,
  trainExamples,
  trainFlags,
} from '../cli/index.js';
import type {TrainingOutcome, TrainingPlan} from '../train/index.js';

export default class Train extends IngotCommand {
  static override summary = 'Train a model into a run folder.';
  static override description = `Forward pass, gradients and updates run as one graph in ONNX Runtime. RUN holds model.onnx (the weights with the lowest
validation loss, else the last), metrics.jsonl, checkpoints and, once complete, manifest.json. Ctrl-C and SIGTERM leave a
checkpoint and end with 130; --resume goes on to the same bytes, also after a kill. Only --epochs, --max-time and
--patience may change then. The default batch size is about a hundredth of the rows, a power of two from 32 to 256.`;
  static override examples = trainExamples;
  static override args = {model: Args.string({name: 'MODEL', description: 'A model file or a run folder.'})};
  static override flags = {
    data: dataFlag({required: false, summary: "Rows to train on, raw or prepared; '-' is stdin."}),
    valid: Flags.string({summary: 'Rows to validate on after every epoch.', helpValue: 'FILE'}),
    out: Flags.string({summary: 'The run folder to make.', helpValue: 'RUN'}),
    resume: Flags.string({summary: 'Go on with a run from its last checkpoint.', helpValue: 'RUN'}),
    force: Flags.boolean({summary: 'Replace a run that is there.'}),
    ...optimizerFlags(),
    ...trainFlags(),
  };

  async run(): Promise<TrainingOutcome | TrainingPlan> {
    const {args, flags} = await this.parse(Train);
    const {describeResult, planTables, planTraining, runTraining, toTrainRequest} = await import('../train/index.js');
    const words = {model: args.model, ...flags, ...lossSettings(flags), group: parseGroups(flags.group)};
    const request = toTrainRequest(words, {origins: this.origins, argv: ['ingot', 'train', ...this.argv]});
    if (flags['dry-run']) {
      const plan = await planTraining(request, {origins: this.origins, report: this.report});
      for (const {head, rows} of planTables(plan)) this.print(`${formatTable(head, rows)}\n`);
      return plan;
    }
    const stopper = new AbortController();
    const forget = onStopSignal((signal) => {
      this.report({type: 'note', message: `${signal}: writing a checkpoint, then stopping. Once more ends at once.`});
      stopper.abort();
    });
    const result = await runTraining(request, {report: this.report, signal: stopper.signal}).finally(forget);
    this.print(describeResult(result));
    return result;
  }
}
