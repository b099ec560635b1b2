// Numbers as text that gives back the very same ones on any machine: base64 of little-endian float64.

export function toBase64(values: Float64Array): string {
  const bytes = Buffer.alloc(values.length * 8);
  for (let at = 0; at < values.length; at += 1) bytes.writeDoubleLE(values[at] ?? 0, at * 8);
  return bytes.toString('base64');
}

export function fromBase64(text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64');
  return Float64Array.from({length: bytes.length >> 3}, (_, at) => bytes.readDoubleLE(at * 8));
}
