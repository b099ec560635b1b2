// Numbers of things in sentences.

/** @returns `'1 row'`, `'2 rows'`, `'0 rows'`. @param many - the word for any number but 1; default: with an s */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : many}`;
}
