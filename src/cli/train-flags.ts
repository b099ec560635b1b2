// Flags of `ingot train` beside the files, the optimizer and its schedule: what it begins with, what it minimizes, when it
// stops, and what it may use.
import {Flags} from '@oclif/core';
import {deviceFlag, durationFlag, listFlag, numberFlag, seedFlag, sizeFlag, threadsFlag} from './flags.js';
import {lossFlags} from './loss-flags.js';
import {weightFlags} from './weight-flags.js';

export const trainFlags = () => ({
  'init-from': Flags.string({
    summary: 'Begin with the weights of another run or model of the same shapes.',
    helpValue: 'RUN|MODEL',
  }),
  'dry-run': Flags.boolean({summary: 'Only show the settings, their origins and the columns; make nothing.'}),
  'find-learning-rate': Flags.boolean({
    summary: 'Only sweep the learning rate over 100 steps from 1e-7 to 10 and suggest one; make nothing.',
    exclusive: ['resume', 'dry-run', 'seeds'],
  }),
  ...lossFlags(),
  epochs: Flags.integer({summary: 'Passes over the rows (default: 100).', helpValue: 'N'}),
  'batch-size': Flags.integer({summary: 'Rows of a step (default: by the number of rows).', helpValue: 'N'}),
  'until-converged': Flags.boolean({
    summary: 'Stop only when --patience (then 20) brings no gain; --epochs is a cap (then 10000).',
  }),
  seeds: Flags.integer({
    summary: 'Train N times, with seeds from --seed (then 1) on, into RUN/seed-1 …; give mean and spread.',
    helpValue: 'N',
    min: 2,
    exclusive: ['resume', 'dry-run'],
  }),
  accumulate: Flags.integer({
    summary: 'Batches whose gradients make one update, as if their rows were one batch (default: 1).',
    helpValue: 'N',
  }),
  ...weightFlags(),
  'weight-decay': numberFlag({summary: 'Decoupled decay of all weights.'}),
  l1: numberFlag({summary: 'Penalty on the sum of absolute weights.'}),
  l2: numberFlag({summary: 'Half the penalty on the sum of squared weights.'}),
  'clip-norm': numberFlag({summary: 'Largest global norm of the gradients.'}),
  lora: Flags.integer({
    summary: 'Train adapters of this rank in place of the weights named by --lora-targets.',
    helpValue: 'RANK',
  }),
  'lora-targets': listFlag("Weights or nodes that get adapters; '*' stands for anything.", {helpValue: 'PATTERN'}),
  'lora-alpha': numberFlag({summary: 'The product of an adapter counts X / RANK times (default: RANK).'}),
  patience: Flags.integer({summary: 'Epochs without gain before stopping; 0: off (default: 10).', helpValue: 'N'}),
  'min-delta': numberFlag({summary: 'How much better counts as a gain (default: 0).'}),
  'max-time': durationFlag({summary: 'Stop this sitting after so long; the model is written.'}),
  'checkpoint-every': durationFlag({summary: 'Time between checkpoints (default: 10s).'}),
  recompute: Flags.boolean({summary: 'Compute values of the forward pass again instead of keeping them: less memory.'}),
  'detect-anomaly': Flags.boolean({
    summary: 'Look at every value of every step, forward and backward, and stop at the first NaN or infinity; slow.',
  }),
  memory: sizeFlag({
    summary: 'What the prepared rows may take; more rows than that stay on disk (default: half of the memory).',
  }),
  seed: seedFlag(),
  device: deviceFlag(),
  threads: threadsFlag(),
});
