// How alike texts are, by the pieces of five characters they share (Jaccard), and a signature whose bands are equal for
// texts that are alike: one-permutation MinHash (Li, Owen, Zhang 2012) with empty bins filled from others (Shrivastava 2017).

/** 20 bands of 6: of pairs at Jaccard 0.8, 99.8 % share a band; of pairs at 0.4, 8 %. */
export const BANDS = 20;
const BAND_SIZE = 6;
const BINS = BANDS * BAND_SIZE;
const PIECE = 5;

/** Finalizer of MurmurHash3 (Appleby, public domain). */
function mix(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Hashes of the pieces of a text without case, marks and repeated blanks, each once, ascending. A short text is one piece. */
export function piecesOf(text: string): Uint32Array {
  const plain = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  if (plain === '') return new Uint32Array(0);
  const count = Math.max(1, plain.length - PIECE + 1);
  const hashes = new Uint32Array(count);
  for (let start = 0; start < count; start += 1) {
    let hash = 0x811c9dc5;
    const end = Math.min(plain.length, start + PIECE);
    for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ plain.charCodeAt(at), 0x01000193);
    hashes[start] = mix(hash);
  }
  hashes.sort();
  return hashes.filter((hash, at) => at === 0 || hash !== hashes[at - 1]);
}

/** Share of common pieces, of lists that are ascending and have each once. */
export function jaccard(a: Uint32Array, b: Uint32Array): number {
  let [i, j, common] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const [x, y] = [a[i] ?? 0, b[j] ?? 0];
    if (x === y) common += 1;
    if (x <= y) i += 1;
    if (y <= x) j += 1;
  }
  return a.length + b.length === 0 ? 0 : common / (a.length + b.length - common);
}

/** One hash for each band. @param pieces - at least one */
export function bandsOf(pieces: Uint32Array): Uint32Array {
  const bins = new Uint32Array(BINS);
  const isFilled = new Uint8Array(BINS);
  for (const piece of pieces) {
    const bin = piece % BINS;
    const value = mix(piece ^ 0x2545f491);
    if (isFilled[bin] === 1 && (bins[bin] ?? 0) <= value) continue;
    bins[bin] = value;
    isFilled[bin] = 1;
  }
  const bands = new Uint32Array(BANDS);
  for (let bin = 0; bin < BINS; bin += 1) {
    let from = bin;
    for (let attempt = 1; isFilled[from] !== 1; attempt += 1)
      from = mix(Math.imul(bin + 1, 0x9e3779b9) + attempt) % BINS;
    const band = Math.floor(bin / BAND_SIZE);
    bands[band] = mix(Math.imul((bands[band] ?? 0) ^ (bins[from] ?? 0), 0x01000193) + 1);
  }
  return bands;
}
