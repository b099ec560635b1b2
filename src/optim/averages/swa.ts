import {defineAverage} from '../define.js';

/**
 * Stochastic weight averaging: the mean of the weights at the ends of the epochs from `from` on. PyTorch's AveragedModel,
 * updated once an epoch.
 *
 * @see Izmailov et al., "Averaging weights leads to wider optima and better generalization" (UAI 2018)
 */
export const swa = defineAverage({
  name: 'swa',
  options: {from: {default: 1, min: 1, whole: true}},
  firstStep: ({from}, stepsPerEpoch) => from * stepsPerEpoch,
  share: ({step, stepsPerEpoch}, {from}) => (step % stepsPerEpoch === 0 ? 1 / (step / stepsPerEpoch - from + 1) : 0),
});
