// The window of a convolution or a pool, as people write it.
import {count, type Given, oneOf} from '../options.js';
import {at, countOrCounts} from './define.js';

export interface WindowSpec {
  readonly kernel: number | readonly number[];
  readonly stride?: number | readonly number[];
  readonly dilation?: number | readonly number[];
  readonly padding?: 'same' | 'valid' | number;
}

export const WINDOW_OPTIONS = ['kernel', 'stride', 'dilation', 'padding'] as const;

/** @param standard - of the kernel; NaN: it must be given */
export function readWindow(given: Given, path: string, standard: number): WindowSpec {
  const [stride, dilation, padding] = [at(path, 'stride'), at(path, 'dilation'), at(path, 'padding')];
  return {
    kernel: countOrCounts(given, at(path, 'kernel'), standard),
    ...(given[stride] === undefined ? {} : {stride: countOrCounts(given, stride, 1)}),
    ...(given[dilation] === undefined ? {} : {dilation: countOrCounts(given, dilation, 1)}),
    ...(given[padding] === undefined ? {} : {padding: readPadding(given, padding)}),
  };
}

const readPadding = (given: Given, name: string): 'same' | 'valid' | number =>
  typeof given[name] === 'number'
    ? count(given, name, 0)
    : oneOf<'same' | 'valid'>(given, name, 'same', ['same', 'valid']);
