const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `812 bytes`, `3.42 KiB`, `1.2 GiB` */
export function formatBytes(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const number = power === 0 ? bytes : Number((bytes / 1024 ** power).toPrecision(3));
  return `${String(number)} ${UNITS[power] ?? ''}`;
}
