// The flags of optimizer and schedule. Their names and options stand here as text, because help must not load the layers
// that hold the registries; test/contract/optimizers.test.ts keeps the text in step with them.
import {Flags} from '@oclif/core';
import {numberFlag, numberPairsFlag} from './flags.js';

export const OPTIMIZER_NAMES =
  'sgd, adam, adamw, nadam, radam, rmsprop, adagrad, adadelta, adafactor, lion, lamb or muon';

const LEARNING_RATES =
  'Defaults: sgd 0.01, adam 0.001, adamw 0.001, nadam 0.002, radam 0.001, rmsprop 0.01, adagrad 0.01, adadelta 1, adafactor 0.01, lion 0.0001, lamb 0.001, muon 0.001.';

const OPTIMIZER_OPTIONS = `Options with their defaults:
sgd: momentum 0, nesterov 0.
adam: beta1 0.9, beta2 0.999, epsilon 1e-8.
adamw: beta1 0.9, beta2 0.999, epsilon 1e-8.
nadam: beta1 0.9, beta2 0.999, epsilon 1e-8, momentum-decay 0.004.
radam: beta1 0.9, beta2 0.999, epsilon 1e-8.
rmsprop: alpha 0.99, epsilon 1e-8, momentum 0, centered 0.
adagrad: lr-decay 0, initial 0, epsilon 1e-10.
adadelta: rho 0.9, epsilon 0.000001.
adafactor: beta2-decay -0.8, epsilon1 1.1920929e-7, epsilon2 0.001, clip 1.
lion: beta1 0.9, beta2 0.99.
lamb: beta1 0.9, beta2 0.999, epsilon 0.000001.
muon: momentum 0.95, nesterov 1, ns-steps 5, match-rms 0, beta1 0.9, beta2 0.999, epsilon 1e-8.`;

const SCHEDULE_NAMES =
  'constant, step, exponential, linear, polynomial, cosine, cosine-restarts, one-cycle or reduce-on-plateau';

const SCHEDULE_OPTIONS = `Options with their defaults; every, period, patience and cooldown count epochs, floor is a part of the learning rate:
step: every 30, gamma 0.1.
exponential: gamma 0.95.
linear: floor 0.
polynomial: power 2, floor 0.
cosine: floor 0.
cosine-restarts: period 10, multiplier 1, floor 0.
one-cycle: pct-start 0.3, div 25, final-div 10000.
reduce-on-plateau: factor 0.1, patience 4, floor 0, threshold 0.0001, cooldown 0.`;

export const optimizerFlags = () => ({
  optimizer: Flags.string({summary: `${OPTIMIZER_NAMES} (default: adam).`, helpValue: 'NAME'}),
  'optimizer-option': numberPairsFlag({
    summary: 'One option of the optimizer; repeatable.',
    description: OPTIMIZER_OPTIONS,
  }),
  momentum: numberFlag({summary: 'Of sgd, rmsprop and muon, 0 to 1.', min: 0, below: 1}),
  'learning-rate': numberFlag({
    summary: 'Step size (default: the optimizer’s, adam 0.001).',
    description: LEARNING_RATES,
  }),
  schedule: Flags.string({
    summary: `Of the learning rate: ${SCHEDULE_NAMES} (default: constant).`,
    helpValue: 'NAME',
  }),
  'schedule-option': numberPairsFlag({
    summary: 'One option of the schedule; repeatable.',
    description: SCHEDULE_OPTIONS,
  }),
  'warmup-steps': Flags.integer({summary: 'Steps over which the learning rate rises (default: 0).', helpValue: 'N'}),
});
