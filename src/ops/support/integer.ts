// Ops on the bits of two integers.
import {defineOp} from '../define.js';
import type {DType, OpDefinition, OpSample} from '../define.js';
import {inferBroadcast} from './infer.js';
import {fixed} from './samples.js';

export interface IntegerOpOptions {
  /** Of the operands in samples. */
  readonly dtype?: DType;
  readonly attributes?: NonNullable<OpSample['attributes']>;
}

export function defineIntegerOp(name: string, options: IntegerOpOptions = {}): OpDefinition {
  const {dtype = 'int32', attributes = {}} = options;
  return defineOp({
    name,
    isElementwise: true,
    infer: (context) => [inferBroadcast(context)],
    samples: [
      {inputs: [fixed([1, 6, 3], dtype), fixed([3, 2, 1], dtype)], attributes},
      {name: 'both stretch', inputs: [fixed([1, 6], dtype, [2, 1]), fixed([3, 2], dtype)], attributes},
      {name: 'empty', inputs: [fixed([], dtype), fixed([3], dtype)], attributes},
    ],
  });
}
