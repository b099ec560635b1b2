// The number that some activations take.
import {activations} from '../nn/index.js';
import {between, type Given} from './options.js';

/** The number of an activation, above 0. */
export function readAlpha(given: Given, name: string, standard: number): number {
  return between(given, name, standard, {low: Number.MIN_VALUE, high: Infinity});
}

/** Which activations take a number, for messages. */
export function alphaTakers(): string {
  const takers = activations.values().filter(({alpha}) => alpha !== undefined);
  return `taken by ${takers.map(({name}) => name).join(', ')}`;
}
