// Which loss a training takes: the model's own, or another that fits what its graph makes of the logits.
import type {OptionValues} from '../core/index.js';
import {losses, resolveLossOptions} from '../nn/index.js';
import type {ModelSignature} from '../prepare/index.js';
import {trainError} from './errors.js';

export interface ChosenLoss {
  readonly loss: string;
  /** Complete. */
  readonly lossOptions: OptionValues;
}

/**
 * @param given - a registered loss, or null for the model's; options that differ from its own, or from the defaults of
 *   another loss
 * @throws IngotError `TRAIN_OPTION_INVALID` naming the losses that fit, `LOSS_OPTION_UNKNOWN`, `LOSS_OPTION_INVALID`
 */
export function chooseLoss(
  given: {readonly loss: string | null; readonly lossOption: OptionValues | null},
  signature: Pick<ModelSignature, 'loss' | 'lossOptions'>,
): ChosenLoss {
  const own = losses.get(signature.loss);
  const loss = losses.get(given.loss ?? signature.loss);
  if (loss.task !== own.task || loss.activation !== own.activation) {
    const fitting = losses.values().filter(({task, activation}) => task === own.task && activation === own.activation);
    throw trainError('TRAIN_OPTION_INVALID', `--loss ${loss.name} does not fit a model made for ${own.name}.`, {
      hints: [
        `Losses for its output: ${fitting.map(({name}) => name).join(', ')}.`,
        `Or make a model for it: ingot model init … --loss ${loss.name}.`,
      ],
    });
  }
  const kept = loss === own ? signature.lossOptions : {};
  return {loss: loss.name, lossOptions: resolveLossOptions(loss, {...kept, ...given.lossOption})};
}
