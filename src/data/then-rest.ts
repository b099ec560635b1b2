// What was taken from an iterator to be looked at, and then what it still has.

/**
 * Gives the items taken, letting go of each, then those left. The iterator is closed when nobody asks for more.
 *
 * @param taken - emptied on the way
 */
export async function* thenRest<T>(taken: T[], iterator: AsyncIterator<T>): AsyncGenerator<T> {
  try {
    for (let item = taken.shift(); item !== undefined; item = taken.shift()) yield item;
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}
