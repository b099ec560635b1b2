// Names by pattern, as the command line takes them.

/** `*` is any characters, `?` one; the whole name must match: `h.*.attn*` fits `h.0.attn.weight`. */
export function matchesPattern(pattern: string, name: string): boolean {
  const parts = pattern.split(/([*?])/u).map((part) => {
    if (part === '*') return '.*';
    return part === '?' ? '.' : part.replaceAll(/[\\^$.+()[\]{}|]/gu, String.raw`\$&`);
  });
  return new RegExp(`^${parts.join('')}$`, 'su').test(name);
}
