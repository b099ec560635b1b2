import {defineLoss, targetColumn} from '../define.js';

/**
 * Focal loss from one logit, −α_y (1 − p)^γ log p, where p is the probability given to the true class: rows that are
 * right already count less. α weighs the second class, 1 − α the first.
 *
 * With u = z for the second class and −z for the first, −log p is softplus(−u) and 1 − p is sigmoid(−u): neither
 * overflows. Logits `[batch, 1]`; target int32, 0 or 1.
 *
 * @see Lin et al., Focal Loss for Dense Object Detection (2017), eq. 5
 */
export const binaryFocal = defineLoss({
  name: 'binary-focal',
  task: 'classification',
  targetDtype: 'int32',
  targetForm: 'column',
  activation: 'sigmoid',
  options: {
    gamma: {default: 2, min: 0, summary: 'how much less rows count that are right'},
    alpha: {
      default: 0.25,
      min: 0,
      above: true,
      below: 1,
      summary: 'weight of the second class; 1 − alpha is of the first',
    },
  },
  parts: (g, logits, target, {gamma, alpha}) => {
    const label = g.cast(targetColumn(g, target), 'float32');
    const sign = g.sub(g.scale(label, 2), g.scalar(1));
    const away = g.op('Neg', [g.mul(logits, sign)]);
    const surprise = g.op('Softplus', [away]);
    const wrong = g.sigmoid(away);
    const balance = g.add(g.scale(label, 2 * alpha - 1), g.scalar(1 - alpha));
    const factor = g.mul(balance, g.op('Pow', [wrong, g.scalar(gamma)]));
    return {
      terms: g.mul(factor, surprise),
      gradient: () => {
        // dL/du = −α (1 − p)^γ · (γ p · (−log p) + 1 − p), and du/dz is the sign.
        const slope = g.add(g.scale(g.mul(g.sub(g.scalar(1), wrong), surprise), gamma), wrong);
        return g.op('Neg', [g.mul(g.mul(sign, factor), slope)]);
      },
    };
  },
});
