// Which files of an archive are read: those whose names end as data do, or that a pattern names; and which cannot be.
import {extname} from 'node:path';
import {compareText, counted, IngotError} from '../../core/index.js';
import {dataError} from '../errors.js';
import {pathPattern} from '../path-pattern.js';
import type {Member} from './define.js';
import {isArchiveName, unpackedName} from './packed-name.js';

/** Named in a message. */
const SHOWN = 5;
const MAX_NAME = 200;
/** Each is opened to be looked at, which takes about a millisecond. */
const MAX_MEMBERS = 10_000;
/** A zip of such parts is a document of an office program. */
const OFFICE_PARTS = ['[Content_Types].xml', 'mimetype'];

/** Files that systems leave behind. */
function isLitter(name: string): boolean {
  return name.split('/').some((part) => part === '__MACOSX' || /^\.[^.]/.test(part) || part === 'Thumbs.db');
}

function isUnsafe(name: string): boolean {
  const parts = name.split(/[/\\]/);
  return parts[0] === '' || parts.includes('..') || /^[A-Za-z]:/.test(name);
}

/** A name is printed: characters that steer a terminal are shown as what they are. */
function quoted(name: string): string {
  return JSON.stringify(name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name);
}

function shown(members: readonly Member[]): string {
  const names = members.slice(0, SHOWN).map(({name}) => name);
  return `${names.join(', ')}${members.length > SHOWN ? ', …' : ''}`;
}

function refusal(what: string, {name}: Member, where: string): IngotError {
  return dataError('DATA_ARCHIVE', `${where}: its member ${quoted(name)} ${what}.`, {
    hints: [`Name the members to read, '${where}!PATTERN', or pack the archive again without it.`],
    data: {file: where, member: name},
  });
}

/** @throws IngotError `DATA_ARCHIVE` */
function refuse(member: Member, where: string): void {
  const {name, kind, refused} = member;
  if (isUnsafe(name)) throw refusal('has a path that leads out of the archive', member, where);
  if (kind === 'link') throw refusal('is a link', member, where);
  if (kind === 'other') throw refusal('is no file', member, where);
  if (isArchiveName(name)) throw refusal('is an archive itself', member, where);
  if (refused !== undefined) throw refusal(refused, member, where);
}

export interface Selection {
  /** In the order of their names. */
  readonly taken: readonly Member[];
  /** What was left out, for people; undefined where there was nothing. */
  readonly note: string | undefined;
}

/**
 * @param pattern - of the members to read, as of files; without one all whose ending is that of data, else the only file
 * @param endings - of data
 * @throws IngotError `DATA_ARCHIVE` for a member that leads out of the archive, is a link, encrypted, an archive itself or
 *   there twice; `DATA_EMPTY`; `DATA_MEMBER_MISSING`
 */
export async function selectMembers(
  members: readonly Member[],
  {
    pattern,
    endings,
    where,
  }: {readonly pattern?: string | undefined; readonly endings: readonly string[]; readonly where: string},
): Promise<Selection> {
  const files = members.filter(({kind}) => kind !== 'folder');
  const isAsked = pattern === undefined ? undefined : await pathPattern(pattern);
  const candidates = files.filter(({name}) => name === pattern || (isAsked?.(name) !== false && !isLitter(name)));
  for (const member of candidates) refuse(member, where);
  const isData = ({name}: Member): boolean => endings.includes(extname(unpackedName(name)).toLowerCase());
  const data = isAsked ? candidates : candidates.filter(isData);
  const chosen = data.length === 0 && candidates.length === 1 ? candidates : data;
  if (chosen.length === 0) throw nothing(members, {candidates, pattern, where});
  if (chosen.length > MAX_MEMBERS)
    throw dataError(
      'DATA_ARCHIVE',
      `${where}: ${String(chosen.length)} of its members are data, at most ${String(MAX_MEMBERS)} are read.`,
      {
        hints: [`Name a part of them, '${where}!PATTERN', or unpack it and join what is in it.`],
        data: {file: where},
      },
    );
  const taken = [...chosen].sort((a, b) => compareText(a.name, b.name));
  const twice = taken.find(({name}, index) => taken[index + 1]?.name === name);
  if (twice) throw refusal('is there twice', twice, where);
  const read = new Set(chosen);
  const left = files.filter((member) => !read.has(member));
  const note =
    left.length === 0
      ? undefined
      : `${where}: ${counted(taken.length, 'member')} read (${shown(taken)}), ${String(left.length)} left out (${shown(left)}).`;
  return {taken, note};
}

function nothing(
  members: readonly Member[],
  {
    candidates,
    pattern,
    where,
  }: {readonly candidates: readonly Member[]; readonly pattern: string | undefined; readonly where: string},
): IngotError {
  const data = {file: where};
  if (pattern !== undefined)
    return dataError('DATA_MEMBER_MISSING', `${where}: no member is called '${pattern}'.`, {
      hints: [`It holds ${shown(members)}.`],
      data,
    });
  if (candidates.length === 0)
    return dataError('DATA_EMPTY', `${where}: expected an archive of data, but there is no file in it.`, {data});
  if (members.some(({name}) => OFFICE_PARTS.includes(name)))
    return dataError('DATA_FORMAT', `${where}: it is the document of an office program, perhaps a spreadsheet.`, {
      hints: ['Save the sheet as CSV.'],
      data,
    });
  return dataError('DATA_FORMAT', `${where}: none of its ${String(candidates.length)} members is data by its ending.`, {
    hints: [`Name one: '${where}!${candidates[0]?.name ?? ''}'. It holds ${shown(candidates)}.`],
    data,
  });
}
