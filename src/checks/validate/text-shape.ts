// A regular expression for texts that are all built alike, such as ids: AB-1234.
const CLASSES: readonly (readonly [string, RegExp])[] = [
  [String.raw`\d`, /^\d$/u],
  ['[A-Z]', /^[A-Z]$/u],
  ['[a-z]', /^[a-z]$/u],
];
const LONGEST_TEXT = 64;
const MOST_PARTS = 12;

interface Part {
  readonly of: string;
  least: number;
  most: number;
}

/** Takes texts in; as long as all have the same parts in the same order, it knows the pattern. */
export class TextShape {
  private parts: Part[] | null | undefined;

  add(text: string): void {
    if (this.parts === null) return;
    const parts = text.length > LONGEST_TEXT ? [] : partsOf(text);
    if (parts.length === 0 || parts.length > MOST_PARTS) this.parts = null;
    else if (this.parts === undefined) this.parts = parts;
    else this.join(this.parts, parts);
  }

  private join(known: readonly Part[], parts: readonly Part[]): void {
    if (known.length !== parts.length || known.some(({of}, index) => parts[index]?.of !== of)) {
      this.parts = null;
      return;
    }
    known.forEach((part, index) => {
      part.least = Math.min(part.least, parts[index]?.least ?? 0);
      part.most = Math.max(part.most, parts[index]?.most ?? 0);
    });
  }

  /** Undefined where there is none, or where it says no more than that there are letters. */
  get pattern(): string | undefined {
    if (!this.parts?.some(({of}) => of === String.raw`\d`)) return undefined;
    return `^${this.parts.map(({of, least, most}) => of + timesOf(least, most)).join('')}$`;
  }
}

function timesOf(least: number, most: number): string {
  if (least !== most) return `{${String(least)},${String(most)}}`;
  return most === 1 ? '' : `{${String(most)}}`;
}

function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  for (const character of text) {
    const of =
      CLASSES.find(([, test]) => test.test(character))?.[0] ??
      character.replace(/[\\^$.*+?()[\]{}|/]/u, String.raw`\$&`);
    const last = parts.at(-1);
    if (last?.of !== of) parts.push({of, least: 1, most: 1});
    else [last.least, last.most] = [last.least + 1, last.most + 1];
  }
  return parts;
}
