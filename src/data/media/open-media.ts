// Folders of media, files of media and lists of them as datasets: what `openDataset` asks first.
import {existsSync, statSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {basename, dirname, extname, isAbsolute, join, resolve} from 'node:path';
import {counted, ignoreEvents, nearest} from '../../core/index.js';
import {dataError} from '../errors.js';
import {makeRawField} from '../fields.js';
import {FORMATS} from '../formats/index.js';
import {requireColumn} from '../infer-schema.js';
import type {ColumnRule, OpenOptions} from '../open-options.js';
import type {Dataset, Field, ParseRule} from '../types.js';
import type {MediaKind, MediaSample} from './define.js';
import {fileTable} from './file-table.js';
import {MediaDataset, nameFrom, type MediaTable} from './media-dataset.js';
import {mediaKinds} from './registry.js';
import {walkFolder} from './walk.js';

/** Files that settle what was not said. */
const SAMPLE_FILES = 64;

/** Folders called so are parts of a split, not classes. */
const SPLIT_FOLDERS: Readonly<Record<string, 'train' | 'valid' | 'test'>> = {
  train: 'train',
  training: 'train',
  valid: 'valid',
  val: 'valid',
  validation: 'valid',
  test: 'test',
  testing: 'test',
};

/** Opens a list of files that is a table itself. */
export type OpenTable = (source: string | readonly string[], options: OpenOptions) => Promise<Dataset>;

/**
 * Media, where the sources are a folder or files of them, or `options.media` or a rule of a model says that a column
 * of a table names files. The column of their numbers is called as the kind of media; a folder in the folder is a class.
 *
 * @returns undefined where there are none
 * @throws IngotError what `openDataset` throws
 */
export async function openMedia(
  source: string | readonly string[],
  options: OpenOptions,
  openTable: OpenTable,
): Promise<Dataset | undefined> {
  const paths = typeof source === 'string' ? [source] : source;
  const rule = options.rules?.find(({parse}) => parse.media !== undefined);
  if (options.rules && !rule) return undefined;
  const asked = rule ? kindOf(rule.parse) : kindOfSettings(options);
  const found = filesOf(paths, asked);
  if (found) return openFiles(found, rule, options);
  if (rule) return openListOfModel(paths, rule, options, openTable);
  const {column, settings = {}} = options.media ?? {};
  if (column !== undefined) return openList(paths, column, options, openTable);
  const idle = Object.keys(settings)[0];
  if (idle !== undefined)
    throw dataError('DATA_OPTION', `--${idle} is for media, but ${paths.join(', ')} is no folder or file of any.`, {
      hints: ['For a list of files, say which column names them: --media COL.'],
    });
  return undefined;
}

function kindOf({media}: ParseRule): MediaKind | undefined {
  return media && mediaKinds.get(media.kind);
}

/** The kind whose settings are given. @throws IngotError `DATA_OPTION` where they are of several */
function kindOfSettings({media}: OpenOptions): MediaKind | undefined {
  const names = Object.keys(media?.settings ?? {});
  if (names.length === 0) return undefined;
  const kinds = mediaKinds.values().filter(({settings}) => names.every((name) => settings.includes(name)));
  if (kinds.length === 0)
    throw dataError('DATA_OPTION', `--${names.join(' and --')} do not belong together.`, {
      hints: mediaKinds.values().map(({plural, settings}) => `For ${plural}: --${settings.join(', --')}.`),
    });
  return kinds.length === 1 ? kinds[0] : undefined;
}

interface FoundFiles {
  readonly kind: MediaKind;
  /** What is given, for messages. */
  readonly name: string;
  /** A folder, walked; else the files themselves. */
  readonly root: string | undefined;
  readonly files: readonly string[];
}

/** The sources, where they are one folder of media or files of media. */
function filesOf(paths: readonly string[], asked: MediaKind | undefined): FoundFiles | undefined {
  const kinds = asked ? [asked] : mediaKinds.values();
  const kindOfFile = (path: string): MediaKind | undefined =>
    kinds.find(({endings}) => endings.includes(extname(path).toLowerCase()));
  const [first = ''] = paths;
  if (paths.length === 1 && existsSync(first) && statSync(first).isDirectory()) {
    const {files} = walkFolder(
      first,
      kinds.flatMap(({endings}) => endings),
    );
    const counts = kinds.map((kind) => ({kind, count: files.filter(({path}) => kindOfFile(path) === kind).length}));
    const all = counts.filter(({count}) => count > 0);
    const sure = all.filter((each) => each.kind.givesWay !== true);
    const there = sure.length > 0 ? sure : all;
    const [only] = there;
    if (!only) return undefined;
    if (there.length > 1)
      throw dataError(
        'DATA_FORMAT',
        `${first}: expected media of one kind, found ${there.map(({kind, count}) => `${String(count)} ${kind.plural}`).join(' and ')}.`,
        {
          hints: ['Put them into folders of their own, or name the files in a list.'],
        },
      );
    return {kind: only.kind, name: first, root: first, files: []};
  }
  const kind = kindOfFile(first);
  if (!kind || (kind.givesWay === true && !asked)) return undefined;
  if (!paths.every((path) => kindOfFile(path) === kind && existsSync(path))) return undefined;
  return {kind, name: paths.length === 1 ? first : counted(paths.length, 'file'), root: undefined, files: paths};
}

async function openFiles(found: FoundFiles, rule: ColumnRule | undefined, options: OpenOptions): Promise<Dataset> {
  const {kind, name, root, files} = found;
  const {report = ignoreEvents} = options;
  const walked = root === undefined ? undefined : walkFolder(root, kind.endings);
  if (root !== undefined && walked) refuseSplitFolders(root, walked.files);
  const table = fileTable({
    name,
    split: root === undefined ? undefined : SPLIT_FOLDERS[basename(resolve(root)).toLowerCase()],
    files: walked?.files ?? files.map((path) => ({path: nameFrom('.', path), label: undefined})),
    skipped: walked?.skipped ?? [],
    options,
    report,
  });
  return openTableOfFiles({table, column: 'path', folder: root ?? '.'}, {kind, rule}, options);
}

/** @throws IngotError `DATA_OPTION`: `train` and `test` are no classes */
function refuseSplitFolders(root: string, files: readonly {readonly label: string | undefined}[]): void {
  const labels = [...new Set(files.flatMap(({label}) => label ?? []))];
  if (labels.length === 0 || !labels.every((label) => SPLIT_FOLDERS[label.toLowerCase()] !== undefined)) return;
  throw dataError('DATA_OPTION', `${root}: its folders are parts of a split (${labels.join(', ')}), not classes.`, {
    hints: [
      'Import one at a time; each is marked as the part it is:',
      ...labels.map(
        (label) => `ingot data import ${join(root, label)} -o ${SPLIT_FOLDERS[label.toLowerCase()] ?? ''}.arrow`,
      ),
    ],
  });
}

/** A table whose column names files, said at import. */
async function openList(
  paths: readonly string[],
  column: string,
  options: OpenOptions,
  openTable: OpenTable,
): Promise<Dataset> {
  const {media, importOptions, ...rest} = options;
  const roles = {[column]: 'id' as const, ...importOptions?.roles};
  const kinds = {...importOptions?.kinds, [column]: 'text' as const};
  // One file of bad rows: that of the media. A list that is ragged itself is mended first.
  const policy =
    rest.onBadRow === 'quarantine' ? ({onBadRow: 'fail', quarantinePath: undefined, maxBad: undefined} as const) : {};
  // Its rows are read beside the media, once: what does not fit is a bad cell.
  const table = await openTable(paths, {
    ...rest,
    ...policy,
    promotes: undefined,
    lendsBatches: false,
    importOptions: {...importOptions, roles, kinds},
  });
  requireColumn(
    column,
    table.schema.fields.map(({name}) => name),
    table.name,
  );
  return openTableOfFiles(
    {table, column, folder: folderOf(paths)},
    {kind: kindOfSettings({media}) ?? (await kindOfList(table, column)), rule: undefined},
    options,
  );
}

/** The same at prediction: the model's rule says which column. @returns undefined for tables without it */
async function openListOfModel(
  paths: readonly string[],
  rule: ColumnRule,
  options: OpenOptions,
  openTable: OpenTable,
): Promise<Dataset | undefined> {
  const {media} = rule.parse;
  const kind = kindOf(rule.parse);
  // Of a model made from a folder a list has what the import of the folder calls so.
  const column = media?.column ?? 'path';
  const endings = FORMATS.values().flatMap((format) => (format.isText ? format.endings : []));
  const isText = paths.every((path) => endings.includes(extname(path).toLowerCase()));
  if (!kind || !isText) return undefined;
  const names: ColumnRule = {name: column, parse: {kind: 'text', missing: ['']}, role: 'id', required: false};
  const others = (options.rules ?? []).filter((each) => each !== rule && each.name !== column);
  const table = await openTable(paths, {...options, lendsBatches: false, rules: [names, ...others]});
  // JSON Lines have every column that is asked for, if only empty.
  const isThere = table.schema.fields.some(({name}) => name === column);
  if (isThere && (await firstNames(table, column)).length > 0)
    return openTableOfFiles({table, column, folder: folderOf(paths)}, {kind, rule}, options);
  await table.close();
  return undefined;
}

function folderOf([first = '-']: readonly string[]): string {
  return first === '-' ? '.' : dirname(first);
}

/** The kind of the first file a list names that is of any. */
async function kindOfList(table: Dataset, column: string): Promise<MediaKind> {
  for (const name of await firstNames(table, column)) {
    const kind = mediaKinds.values().find(({endings}) => endings.includes(extname(name).toLowerCase()));
    if (kind) return kind;
  }
  throw dataError('DATA_OPTION', `--media ${column}: the first values of the column name no file of any known kind.`, {
    hints: mediaKinds.values().map(({plural, endings}) => `For ${plural}: ${endings.join(' ')}.`),
  });
}

async function firstNames(table: Dataset, column: string): Promise<string[]> {
  if (!table.rereadable)
    throw dataError('DATA_OPTION', `${table.name}: a list of files cannot come through a pipe.`, {
      hints: ['Write it to a file first.'],
    });
  const index = table.schema.fields.findIndex(({name}) => name === column);
  for await (const {columns} of table.batches()) {
    const names = (columns[index] ?? []) as ArrayLike<string | null>;
    return Array.from(names, (name) => name ?? '')
      .filter((name) => name !== '')
      .slice(0, SAMPLE_FILES);
  }
  return [];
}

async function openTableOfFiles(
  media: MediaTable,
  {kind, rule}: {readonly kind: MediaKind; readonly rule: ColumnRule | undefined},
  options: OpenOptions,
): Promise<Dataset> {
  const {table, column, folder} = media;
  const field = rule
    ? makeRawField(rule.name, rule.parse.kind, rule.role, rule.parse)
    : await newField(media, kind, options);
  const taken = table.schema.fields.find(({name}) => name === field.name);
  if (taken)
    throw dataError('DATA_COLUMN_DUPLICATE', `${table.name}: there is a column '${field.name}' already.`, {
      hints: [`The numbers of the files are called so: rename the column in the list.`],
    });
  const {onBadRow, maxBad, quarantinePath} = options;
  const keepsFacts = options.media?.keepsFacts === true;
  return new MediaDataset({table, column, folder, kind, field, keepsFacts, onBadRow, maxBad, quarantinePath});
}

/** The field of an import. The column of a list stays as it is called; one called as the kind gives way: `image_values`. */
async function newField({table, column, folder}: MediaTable, kind: MediaKind, options: OpenOptions): Promise<Field> {
  const {settings = {}, column: given} = options.media ?? {};
  const unknown = Object.keys(settings).find((name) => !kind.settings.includes(name));
  if (unknown !== undefined) {
    const near = nearest(unknown, kind.settings);
    throw dataError('DATA_OPTION', `--${unknown} is not for ${kind.plural}.`, {
      hints: [...(near === undefined ? [] : [`Did you mean --${near}?`]), `Known: --${kind.settings.join(', --')}.`],
    });
  }
  const samples = (await firstNames(table, column)).map((name): MediaSample => {
    const where = isAbsolute(name) ? name : join(folder, name);
    return {where, bytes: () => readFile(where)};
  });
  const parse = await kind.settle(settings, samples, options.report ?? ignoreEvents);
  const rule: ParseRule =
    given === undefined || !parse.media ? parse : {...parse, media: {...parse.media, column: given}};
  const name = given === kind.name ? `${kind.name}_values` : kind.name;
  return makeRawField(
    name,
    parse.kind,
    options.importOptions?.ignore?.includes(name) === true ? 'ignored' : 'feature',
    rule,
  );
}
