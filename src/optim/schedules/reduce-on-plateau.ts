import {defineSchedule} from '../define.js';
import {FLOOR} from './shapes.js';

/**
 * Multiplies by `factor` when the validation loss has not gained for more than `patience` epochs, never below `floor`;
 * after a reduction `cooldown` epochs are not counted. A gain is a loss below best − threshold·|best|: PyTorch's
 * ReduceLROnPlateau (mode min, threshold_mode rel), stepped once an epoch. The default patience is below that of early
 * stopping, which would otherwise end the training first.
 */
export const reduceOnPlateau = defineSchedule({
  name: 'reduce-on-plateau',
  options: {
    factor: {default: 0.1, min: 0, above: true, below: 1},
    patience: {default: 4, min: 0, whole: true},
    floor: FLOOR,
    threshold: {default: 1e-4, min: 0, below: 1},
    cooldown: {default: 0, min: 0, whole: true},
  },
  dependsOnTotal: false,
  factor: (_point, _options, memory) => memory?.['factor'] ?? 1,
  feedback: {
    actsAfter: ({patience}) => patience + 1,
    remember: (memory, loss, options) => {
      const {best = Infinity, factor = 1, withoutGain = 0, resting = 0} = memory ?? {};
      const hasGained = best === Infinity || loss < best - options.threshold * Math.abs(best);
      const count = hasGained || resting > 0 ? 0 : withoutGain + 1;
      const kept = {best: hasGained ? loss : best};
      if (count <= options.patience) return {...kept, factor, withoutGain: count, resting: Math.max(0, resting - 1)};
      const reduced = Math.max(factor * options.factor, options.floor);
      return {...kept, factor: reduced, withoutGain: 0, resting: options.cooldown};
    },
  },
});
