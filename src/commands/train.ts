import {Args, Flags} from '@oclif/core';
import {
  dataFlag,
  deviceFlag,
  durationFlag,
  IngotCommand,
  lossFlags,
  lossSettings,
  numberFlag,
  onStopSignal,
  optimizerFlags,
  seedFlag,
  sizeFlag,
  threadsFlag,
} from '../cli/index.js';
import type {TrainResult} from '../train/index.js';

export default class Train extends IngotCommand {
  static override summary = 'Train a model into a run folder.';
  static override description = `Forward pass, gradients and updates run as one graph in ONNX Runtime. RUN holds model.onnx (the weights with the lowest
validation loss, else the last), metrics.jsonl, checkpoints and, once complete, manifest.json. Ctrl-C and SIGTERM leave a
checkpoint and end with 130; --resume goes on to the same bytes, also after a kill. Only --epochs, --max-time and
--patience may change then. The default batch size is about a hundredth of the rows, a power of two from 32 to 256.`;
  static override examples = [
    {
      description: 'Train with early stopping on a validation file',
      command: '<%= config.bin %> train model.onnx --data train.arrow --valid data/valid.arrow --out runs/second',
    },
    {
      description: 'Five epochs of SGD with Nesterov momentum, down a cosine to a tenth of the learning rate',
      command:
        '<%= config.bin %> train model.onnx --data train.arrow --out runs/sgd --epochs 5 --optimizer sgd --momentum 0.9 --optimizer-option nesterov=1 --learning-rate 0.05 --schedule cosine --schedule-option floor=0.1 --warmup-steps 20',
    },
    {
      description: 'Halve the learning rate when the validation loss stays for three epochs',
      command:
        '<%= config.bin %> train model.onnx --data train.arrow --valid data/valid.arrow --out runs/plateau --optimizer nadam --schedule reduce-on-plateau --schedule-option factor=0.5 --schedule-option patience=2',
    },
    {description: 'Go on after an interruption', command: '<%= config.bin %> train --resume runs/first'},
  ];
  static override args = {model: Args.string({name: 'MODEL', description: 'A model file or a run folder.'})};
  static override flags = {
    data: dataFlag({required: false, summary: "Rows to train on, raw or prepared; '-' is stdin."}),
    valid: Flags.string({summary: 'Rows to validate on after every epoch.', helpValue: 'FILE'}),
    out: Flags.string({summary: 'The run folder to make.', helpValue: 'RUN'}),
    resume: Flags.string({summary: 'Go on with a run from its last checkpoint.', helpValue: 'RUN'}),
    force: Flags.boolean({summary: 'Replace a run that is there.'}),
    epochs: Flags.integer({summary: 'Passes over the rows (default: 100).', helpValue: 'N'}),
    'batch-size': Flags.integer({summary: 'Rows of a step (default: by the number of rows).', helpValue: 'N'}),
    ...optimizerFlags(),
    'weight-decay': numberFlag({summary: 'Decoupled decay of all weights.'}),
    l1: numberFlag({summary: 'Penalty on the sum of absolute weights.'}),
    l2: numberFlag({summary: 'Half the penalty on the sum of squared weights.'}),
    'clip-norm': numberFlag({summary: 'Largest global norm of the gradients.'}),
    ...lossFlags(),
    patience: Flags.integer({summary: 'Epochs without gain before stopping; 0: off (default: 10).', helpValue: 'N'}),
    'min-delta': numberFlag({summary: 'How much better counts as a gain (default: 0).'}),
    'max-time': durationFlag({summary: 'Stop this sitting after so long; the model is written.'}),
    'checkpoint-every': durationFlag({summary: 'Time between checkpoints (default: 10s).'}),
    memory: sizeFlag({summary: 'What the prepared rows may take (default: half of the memory).'}),
    seed: seedFlag(),
    device: deviceFlag(),
    threads: threadsFlag(),
  };

  async run(): Promise<TrainResult> {
    const {args, flags} = await this.parse(Train);
    const {describeResult, runTraining, toTrainRequest} = await import('../train/index.js');
    const words = {model: args.model, ...flags, ...lossSettings(flags)};
    const request = toTrainRequest(words, {origins: this.origins, argv: ['ingot', 'train', ...this.argv]});
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
