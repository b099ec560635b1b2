// The ingot error a call throws: tests look at its code and message.
import {IngotError} from '../../src/core/index.js';

/** @returns the error; without one the test fails, unless `optional` */
export function errorOf(call: () => unknown): IngotError;
export function errorOf(call: () => unknown, optional: true): IngotError | undefined;
export function errorOf(call: () => unknown, optional = false): IngotError | undefined {
  try {
    call();
  } catch (error) {
    if (error instanceof IngotError) return error;
    throw error;
  }
  if (optional) return undefined;
  throw new Error('expected an IngotError, but nothing was thrown');
}

/** The same for promises. */
export async function rejectionOf(promise: Promise<unknown>): Promise<IngotError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof IngotError) return error;
    throw error;
  }
  throw new Error('expected an IngotError, but nothing was thrown');
}
