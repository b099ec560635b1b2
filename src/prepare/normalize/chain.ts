// What becomes of a column: a chain of transforms, by default of its kind or as a person wrote it.
import type {Json} from '../../core/index.js';
import type {Field, Kind} from '../../data/index.js';
import {transforms, type TransformDefinition} from '../../transforms/index.js';
import {prepareError} from '../errors.js';

export interface Step {
  readonly transform: string;
  readonly options: Readonly<Record<string, Json>>;
}

/** No scaling: the numbers as they are. */
export const UNSCALED = 'none';

/**
 * Reads `NAME[:VALUE][+NAME[:VALUE]…]`, as `log1p+standardize`, `clip:0.05+robust` or `none`, and adds what is wanting
 * for the column to be ready: the way to float32, or the vocabulary. Several options are named, as in `log-mel:mels=64,hop=80`.
 *
 * @param field - the column it is for
 * @param flag - for messages: `'--transform'`
 * @throws IngotError `REGISTRY_UNKNOWN`, `PREPARE_OPTION` for a chain that does not fit together or the column
 */
export function parseChain(text: string, {name, kind}: Field, flag: string): Step[] {
  const words = text === UNSCALED ? ['as-float'] : text.split('+');
  const refuse = (why: string, hint: string): Error =>
    prepareError('PREPARE_OPTION', `${flag} ${name}=${text}: ${why}.`, {hints: [hint], data: {column: name}});
  const steps: Step[] = [];
  let last: TransformDefinition | undefined;
  for (const word of words) {
    const [transform = '', ...rest] = word.trim().split(':');
    const definition = transforms.get(transform);
    if (definition.choosableFor?.includes(kind) !== true)
      throw refuse(`'${transform}' is not for ${kind} columns`, `For ${kind} columns: ${choosable(kind).join(', ')}.`);
    const takes = (kind === 'tensor' ? definition.takesTensors : definition.takes) ?? [];
    if (last && !takes.includes(last.gives))
      throw refuse(`'${transform}' cannot follow '${last.name}', which ends a chain`, `Put '${last.name}' last.`);
    steps.push({transform, options: argumentOf(definition, rest, refuse)});
    last = definition;
  }
  return last ? [...steps, ...completion(last)] : steps;
}

function argumentOf(
  definition: TransformDefinition,
  rest: readonly string[],
  refuse: (why: string, hint: string) => Error,
): Step['options'] {
  if (rest.length === 0) return {};
  const {name, argument} = definition;
  const text = rest.join(':');
  if (text.includes('='))
    return Object.fromEntries(text.split(',').map((word) => namedOption(definition, word, refuse)));
  if (argument === undefined) throw refuse(`'${name}' takes no value`, `Write '${name}' alone.`);
  return {[argument]: numberOf(text, `'${name}' expects a number (its ${argument})`, refuse)};
}

/** `OPTION=NUMBER`. */
function namedOption(
  {name, options}: TransformDefinition,
  word: string,
  refuse: (why: string, hint: string) => Error,
): [string, number] {
  const [option = '', value = ''] = word.split('=').map((part) => part.trim());
  const known = Object.keys(options).filter((key) => options[key] === null || typeof options[key] === 'number');
  if (!known.includes(option))
    throw refuse(
      `'${name}' has no option '${option}' that is a number`,
      known.length === 0 ? `Write '${name}' alone.` : `Options of ${name}: ${known.join(', ')}.`,
    );
  return [option, numberOf(value, `'${name}' expects a number for ${option}`, refuse)];
}

function numberOf(text: string, expected: string, refuse: (why: string, hint: string) => Error): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw refuse(`${expected}, got '${text}'`, 'For instance 10, as in clip:0.05 or log-mel:mels=64.');
}

function completion({gives, followedBy}: TransformDefinition): Step[] {
  if (followedBy !== undefined) return [{transform: followedBy, options: {}}];
  if (gives === 'float64') return [{transform: 'as-float', options: {}}];
  if (gives === 'utf8') return [{transform: 'vocabulary', options: {}}];
  return [];
}

function choosable(kind: Kind): string[] {
  return transforms
    .values()
    .filter(({choosableFor}) => choosableFor?.includes(kind))
    .map(({name}) => name);
}
