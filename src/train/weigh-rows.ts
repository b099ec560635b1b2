// The weights of all rows of a sitting, from the settings; what counts how much is said.
import type {ModelSignature} from '../prepare/index.js';
import {trainError} from './errors.js';
import type {Emit} from './job.js';
import type {LoadedRows} from './load-rows.js';
import {weighClasses, withClassWeights, withTokenShares} from './row-weights.js';
import type {TrainSettings} from './settings.js';

interface AllRows {
  readonly train: LoadedRows;
  readonly valid: LoadedRows | undefined;
}

/**
 * Class weights come from the training rows and hold for the validation too, so that both losses mean the same.
 *
 * @throws IngotError `TRAIN_OPTION_INVALID` for class weights that do not fit the model
 */
export function weighRows(
  {train, valid}: AllRows,
  context: {
    readonly settings: Pick<TrainSettings, 'classWeight' | 'rowWeights'>;
    readonly signature: ModelSignature;
    readonly emit: Emit;
  },
): AllRows {
  const {settings, signature, emit} = context;
  const note = (message: string): void => {
    emit({type: 'note', message});
  };
  const {weightColumn} = train.prepared;
  if (!settings.rowWeights && weightColumn === undefined)
    note('No column has role weight, so --no-row-weights changes nothing.');
  if (settings.rowWeights && weightColumn !== undefined)
    note(`Rows count by column '${weightColumn}', which has role weight (--no-row-weights: each counts once).`);
  if (settings.rowWeights && valid && (valid.prepared.weightColumn === undefined) !== (weightColumn === undefined))
    note(`Only the ${weightColumn === undefined ? 'validation' : 'training'} rows have a column with role weight.`);
  if (signature.task === 'language-model' && settings.classWeight === null) {
    if (settings.rowWeights && weightColumn !== undefined)
      throw trainError(
        'TRAIN_OPTION_INVALID',
        `Column '${weightColumn}' has role weight, but each token counts once.`,
        {
          hints: ['Train with --no-row-weights.'],
        },
      );
    return {train: countTokens(train), valid: valid && countTokens(valid)};
  }
  if (settings.classWeight === null) return {train, valid};
  const weights = weighClasses(settings.classWeight, signature, train.prepared);
  const {classes = []} = signature.target;
  const list = classes.slice(0, 10).map((name, index) => `${name} ${(weights[index] ?? 1).toPrecision(4)}`);
  note(`Rows count by their class: ${list.join(', ')}${classes.length > 10 ? ', …' : ''}.`);
  const weighted = (rows: LoadedRows): LoadedRows => ({...rows, prepared: withClassWeights(rows.prepared, weights)});
  return {train: weighted(train), valid: valid && weighted(valid)};
}

/** Rows that are padded at their end count by the share of their steps that have a next token. */
function countTokens(rows: LoadedRows): LoadedRows {
  return {...rows, prepared: withTokenShares(rows.prepared)};
}
