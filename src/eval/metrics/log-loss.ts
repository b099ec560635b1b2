// Log loss from probabilities as the model gives them.
import {at} from '../class-rows.js';
import {defineMetric} from '../define.js';
import {measureRowMean} from '../row-mean.js';

/**
 * Probabilities leave the graph as float32, whose 0 and 1 stand for anything within half a step of it: they are
 * clipped to this far from both ends, as scikit-learn does for float32.
 */
const SMALLEST = 2 ** -23;

/** Mean of −ln(probability given to the true class), in nats. */
export const logLoss = defineMetric({
  name: 'log_loss',
  task: 'classification',
  summary: 'Mean negative logarithm of the probability given to the true class, in nats.',
  better: 'lower',
  isHeadline: true,
  prepare({classes, labels, probabilities}) {
    const losses = Float64Array.from(labels, (label, row) => {
      const probability = at(probabilities, row * classes.length + label);
      return -Math.log(Math.min(Math.max(probability, SMALLEST), 1 - SMALLEST));
    });
    return measureRowMean(losses);
  },
});
