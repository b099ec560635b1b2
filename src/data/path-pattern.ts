// Patterns of file names, the same in folders and in archives.

/**
 * Whether paths fit a pattern: `*` `?` `[…]` `{…}` within a name, `**` over folders. One without a slash is for names in any
 * folder.
 */
export async function pathPattern(pattern: string): Promise<(path: string) => boolean> {
  const {default: picomatch} = await import('picomatch');
  return picomatch(pattern, {dot: true, basename: !pattern.includes('/')});
}
