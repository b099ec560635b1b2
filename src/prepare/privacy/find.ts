// Where personal data is: whole cells by the name of their column, places in text by what they look like.
import {isTextKind, type Dataset, type Field} from '../../data/index.js';
import {prepareError} from '../errors.js';
import type {Detector, FindOptions, Span} from './detectors/detector.js';

export interface FoundSpan extends Span {
  readonly detector: Detector;
}

/** `Home E-Mail`, `homeEmail` → `home_e_mail`, `home_email` */
function plainName(name: string): string {
  return name
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_|_$/g, '');
}

export const isSearched = ({kind, storage}: Field): boolean => isTextKind(kind) && storage === 'utf8';

/** The kind that a column is named after, where its cells can be of it. */
export function kindByName(field: Field, kinds: readonly Detector[]): Detector | undefined {
  const plain = plainName(field.name);
  return kinds.find(
    ({columns, isNumber}) =>
      columns.test(plain) && (isSearched(field) || (isNumber === true && field.kind === 'numeric')),
  );
}

/** In order of place; where two kinds overlap, the earlier of the kinds. */
export function findIn(text: string, kinds: readonly Detector[], options: FindOptions): FoundSpan[] {
  const all: FoundSpan[] = [];
  for (const detector of kinds)
    for (const span of detector.find?.(text, options) ?? [])
      if (!all.some(({start, end}) => span.start < end && start < span.end)) all.push({...span, detector});
  return all.sort((a, b) => a.start - b.start);
}

/** @throws IngotError `ALREADY_PREPARED`: stages hold values of the rows they were fitted on */
export function refuseStages({schema, name}: Dataset): void {
  if (schema.metadata.stages.length === 0) return;
  throw prepareError('ALREADY_PREPARED', `${name}: expected rows no stage was fitted on, since stages hold values.`, {
    hints: ['Redact right after data import, before data clean and data normalize.'],
  });
}
