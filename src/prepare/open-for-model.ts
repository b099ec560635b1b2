// Opens rows for a model: text is read by the model's own rules, ingot's own files bring their schema.
import {openDataset, type ColumnRule, type Dataset, type OpenOptions} from '../data/index.js';
import type {ModelSignature} from './signature.js';

export interface OpenForModelOptions extends Omit<OpenOptions, 'rules' | 'importOptions'> {
  /** Further columns to take along: ids. */
  readonly extra?: readonly ColumnRule[] | undefined;
  /** False: rows of text are read without their target. A target of tokens that is not there cannot be taken for empty. */
  readonly target?: boolean | undefined;
}

/** The columns a model reads, with its rules; the target may be absent. */
export function columnRules(signature: ModelSignature): ColumnRule[] {
  const {inputs, target} = signature;
  return [
    ...inputs.map(({name, role, parse}) => ({name, role, parse, required: true})),
    {name: target.name, role: 'target' as const, parse: target.parse, required: false},
  ];
}

/**
 * @param source - a path, several, or `'-'`
 * @throws IngotError what `openDataset` throws; `DATA_COLUMN_MISSING` names the nearest column
 */
export function openForModel(
  source: string | readonly string[],
  signature: ModelSignature,
  {extra = [], target = true, ...options}: OpenForModelOptions = {},
): Promise<Dataset> {
  const rules = columnRules(signature).filter(({role}) => target || role !== 'target');
  return openDataset(source, {...options, rules: [...rules, ...extra]});
}
