import {defineAverage} from '../define.js';

/**
 * Exponential moving average after every step: average ← decay · average + (1 − decay) · weights, beginning with the weights
 * after the first step of epoch `from`. PyTorch's AveragedModel with get_ema_multi_avg_fn(decay).
 *
 * @see Polyak, Juditsky, "Acceleration of stochastic approximation by averaging" (1992)
 */
export const ema = defineAverage({
  name: 'ema',
  options: {
    decay: {default: 0.999, min: 0, below: 1},
    from: {default: 1, min: 1, whole: true},
  },
  firstStep: ({from}, stepsPerEpoch) => (from - 1) * stepsPerEpoch + 1,
  share: ({step, stepsPerEpoch}, {decay, from}) => (step === (from - 1) * stepsPerEpoch + 1 ? 1 : 1 - decay),
});
