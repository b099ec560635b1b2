// Training adapters in place of the weights: what --lora, --lora-targets and --lora-alpha ask for.
import type {Model} from '../onnx/index.js';
import {addAdapters} from '../surgery/index.js';
import {trainError} from './errors.js';
import type {TrainSettings} from './settings.js';

export type AdapterSettings = Pick<TrainSettings, 'lora' | 'loraTargets' | 'loraAlpha' | 'seed'>;

/** @throws IngotError `TRAIN_OPTION_INVALID` when one of the flags is given without those it needs */
export function checkAdapters({
  lora,
  loraTargets,
  loraAlpha,
}: {readonly [Name in 'lora' | 'loraTargets' | 'loraAlpha']?: AdapterSettings[Name] | undefined}): void {
  const [hasRank, hasTargets] = [typeof lora === 'number', (loraTargets?.length ?? 0) > 0];
  if (hasRank && !hasTargets)
    throw trainError('TRAIN_OPTION_INVALID', '--lora needs --lora-targets, the weights that get adapters.', {
      hints: ["For example --lora-targets 'fc*'; ingot model show MODEL lists the names."],
    });
  const idle = hasTargets ? 'lora-targets' : typeof loraAlpha === 'number' ? 'lora-alpha' : undefined;
  if (!hasRank && idle !== undefined)
    throw trainError('TRAIN_OPTION_INVALID', `--${idle} is about adapters, but there is no --lora RANK.`, {
      hints: [`Give --lora RANK, or leave --${idle} out.`],
    });
}

/**
 * The model with the adapters that the settings ask for.
 *
 * @throws IngotError `LORA_NO_MATCH`, `ADAPTER_STATE`
 */
export function adaptModel(model: Model, {lora, loraTargets, loraAlpha, seed}: AdapterSettings): Model {
  if (lora === null || loraTargets === null) return model;
  return addAdapters(model, {rank: lora, alpha: loraAlpha ?? undefined, targets: loraTargets, seed});
}
