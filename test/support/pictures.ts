// Small pictures for the tests of augmentations.
import {makeRawField, type Element, type Field} from '../../src/data/index.js';

export const COLOUR = [3, 5, 7];
export const GREY = [1, 4, 6];

export function ramp(shape: readonly number[]): Float32Array {
  const size = shape.reduce((product, each) => product * each, 1);
  return Float32Array.from({length: size}, (_, at) => (at * 29) % 256);
}

export function imageField(shape: readonly number[], element: Element = 'uint8', name = 'image'): Field {
  return makeRawField(name, 'tensor', 'feature', {kind: 'tensor', missing: [], shape, element});
}

export const same = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length && Array.from(a).every((value, at) => value === b[at]);
