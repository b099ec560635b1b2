/** A set of rows by their position, one bit each. */
export class RowMask {
  count = 0;
  private bits = new Uint8Array(1 << 10);

  /** @param position - from 0 */
  has(position: number): boolean {
    return ((this.bits[Math.floor(position / 8)] ?? 0) & (1 << (position % 8))) !== 0;
  }

  mark(position: number): void {
    const place = Math.floor(position / 8);
    if (place >= this.bits.length) {
      const larger = new Uint8Array(Math.max(place + 1, this.bits.length * 2));
      larger.set(this.bits);
      this.bits = larger;
    }
    const bit = 1 << (position % 8);
    if (((this.bits[place] ?? 0) & bit) !== 0) return;
    this.bits[place] = (this.bits[place] ?? 0) | bit;
    this.count += 1;
  }

  /** The first positions, from 0. */
  first(limit: number): number[] {
    const found: number[] = [];
    for (let place = 0; place < this.bits.length && found.length < limit; place += 1)
      if (this.bits[place] !== 0)
        for (let bit = 0; bit < 8 && found.length < limit; bit += 1)
          if (this.has(place * 8 + bit)) found.push(place * 8 + bit);
    return found;
  }
}
