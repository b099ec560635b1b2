// Rows out of a database, chunk by chunk, with something to let go of at the end, whether or not it was ever asked for rows.
import type {TextChunk} from '../text-format.js';

/** The next rows; none at the end. */
export type NextRows = () => Promise<readonly (readonly unknown[])[]>;

/** Numbers rows from 1. What it holds is let go of once: at the end, at an error, or when it is closed. */
export class RowStream implements AsyncIterableIterator<TextChunk> {
  private row = 0;
  private isClosed = false;

  constructor(
    private readonly nextRows: NextRows,
    private readonly release: (isWhole: boolean) => Promise<void>,
  ) {}

  async next(): Promise<IteratorResult<TextChunk>> {
    if (this.isClosed) return {done: true, value: undefined};
    try {
      const rows = await this.nextRows();
      if (rows.length > 0) {
        const first = this.row + 1;
        this.row += rows.length;
        return {done: false, value: {rows, lines: rows.map((_, index) => first + index)}};
      }
    } catch (error) {
      await this.close(false);
      throw error;
    }
    await this.close(true);
    return {done: true, value: undefined};
  }

  async return(): Promise<IteratorResult<TextChunk>> {
    await this.close(false);
    return {done: true, value: undefined};
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** @param isWhole - whether all rows were read */
  async close(isWhole = false): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.release(isWhole);
  }
}
