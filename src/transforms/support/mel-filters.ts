// Filters that gather the frequencies of a Fourier transform into bands as wide as the ear hears them.

export interface MelBands {
  /** Samples a second. */
  readonly rate: number;
  /** Samples of a transform: frequency k is `k · rate / window` Hz. */
  readonly window: number;
  readonly mels: number;
  /** Hz. */
  readonly fmin: number;
  readonly fmax: number;
}

/** @see O'Shaughnessy, Speech Communication (1987); the form of HTK */
function melOf(hertz: number): number {
  return 2595 * Math.log10(1 + hertz / 700);
}

function hertzOf(mel: number): number {
  return 700 * (10 ** (mel / 2595) - 1);
}

/**
 * Triangles from the middle of the band below to that of the band above, evenly spaced on the mel scale, of height 1.
 *
 * @returns `[mels][⌊window / 2⌋ + 1]`, each weight from 0 to 1
 */
export function melFilters({rate, window, mels, fmin, fmax}: MelBands): number[][] {
  const [low, high] = [melOf(fmin), melOf(fmax)];
  const edges = Array.from({length: mels + 2}, (_, at) => hertzOf(low + ((high - low) * at) / (mels + 1)));
  return Array.from({length: mels}, (_, band) => {
    const [left = 0, middle = 0, right = 0] = edges.slice(band, band + 3);
    return Array.from({length: Math.floor(window / 2) + 1}, (__, bin) => {
      const hertz = (bin * rate) / window;
      return Math.max(0, Math.min((hertz - left) / (middle - left), (right - hertz) / (right - middle)));
    });
  });
}
