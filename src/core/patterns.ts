// Names by pattern: `*` stands for any run of characters, all else for itself.

/** Whether the whole name fits the pattern: `h.*.attn*` fits `h.0.attn.weight`. */
export function matchesPattern(name: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'su').test(name);
}
