import {isAbsolute, join} from 'node:path';
import {
  isMissingCell,
  isTextKind,
  MembershipFinder,
  openDataset,
  type Dataset,
  type ParseRule,
} from '../../../data/index.js';
import {checkError} from '../../errors.js';
import {defineCheck, type FinderOptions} from '../define.js';

/** Each value stands in a column of another file: `customers.csv#id`. The path is relative to the schema. */
export const references = defineCheck({
  name: 'references',
  kinds: ['numeric', 'category', 'text', 'datetime'],
  judges: 'values',
  describe: (given) => `a value of ${String(given)}`,
  compile: (given, {fail}) => {
    const [, path, column] = /^(.+)#([^#]+)$/.exec(typeof given === 'string' ? given : '') ?? [];
    if (path === undefined || column === undefined) return fail('FILE#COLUMN, such as customers.arrow#id');
    return {rows: (options) => openFinder(path, column, options)};
  },
});

/** @throws IngotError `VALIDATE_REFERENCE`, and those of opening */
async function openFinder(path: string, column: string, options: FinderOptions): Promise<MembershipFinder> {
  const whole = isAbsolute(path) ? path : join(options.folder, path);
  const rule = {name: column, parse: options.parse, role: 'feature' as const, required: false};
  const dataset = await openDataset(whole, {rules: [rule], onBadRow: 'skip', maxBad: 1});
  const finder = new MembershipFinder(options);
  try {
    const place = requireColumn(dataset, column, options.parse);
    for await (const batch of dataset.batches()) {
      const cells = batch.columns[place] ?? [];
      finder.addKnown({rowCount: batch.rowCount, columns: [cells]}, (row) => isMissingCell(cells, row));
    }
    return finder;
  } catch (error) {
    finder.close();
    throw error;
  } finally {
    await dataset.close();
  }
}

function requireColumn({schema: {fields}, name}: Dataset, column: string, parse: ParseRule): number {
  const place = fields.findIndex((field) => field.name === column);
  const field = fields[place];
  if (!field) throw checkError('VALIDATE_REFERENCE', `${name}: expected a column '${column}' to look values up in.`);
  const isAlike = field.kind === parse.kind || (isTextKind(field.kind) && isTextKind(parse.kind));
  if (!isAlike || field.shape !== undefined)
    throw checkError(
      'VALIDATE_REFERENCE',
      `${name}: column '${column}' is ${field.kind}, but what refers to it is ${parse.kind}.`,
    );
  return place;
}
