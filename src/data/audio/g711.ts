// The two codings of telephony: a byte holds a sign, an exponent and a mantissa. @see ITU-T G.711 (1988), tables 1 and 2

/** A-law: even bits are inverted. @returns −1 to 1 */
export function decodeALaw(code: number): number {
  const byte = code ^ 0x55;
  const exponent = (byte >> 4) & 7;
  const mantissa = byte & 15;
  const magnitude = exponent === 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + 0x108) << (exponent - 1);
  return (byte & 0x80 ? magnitude : -magnitude) / 2 ** 15;
}

/** µ-law: all bits are inverted, and magnitudes carry a bias of 0x84. @returns −1 to 1 */
export function decodeMuLaw(code: number): number {
  const byte = ~code & 0xff;
  const magnitude = ((((byte & 15) << 3) + 0x84) << ((byte >> 4) & 7)) - 0x84;
  return (byte & 0x80 ? -magnitude : magnitude) / 2 ** 15;
}
