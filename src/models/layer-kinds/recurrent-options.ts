// The options of the recurrent layers.
import {count, type Given, truth} from '../options.js';
import {at} from './define.js';

export interface RecurrentSpec {
  readonly units: number;
  readonly everyStep: boolean;
  readonly bidirectional: boolean;
}

export const RECURRENT_OPTIONS = ['units', 'everyStep', 'bidirectional'] as const;

export function readRecurrent(given: Given, path: string): RecurrentSpec {
  return {
    units: count(given, at(path, 'units'), NaN, 1),
    everyStep: truth(given, at(path, 'everyStep'), false),
    bidirectional: truth(given, at(path, 'bidirectional'), false),
  };
}
