// One place that turns any error into text, JSON and an exit status.
import {EXIT, fileError, IngotError} from '../core/index.js';

interface OclifLike extends Error {
  readonly oclif?: {readonly exit?: number};
  readonly code?: string;
}

/** What the system refused where nobody expected it, with the file in our words; other errors as they are. */
function explained(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const {syscall, path, code} = error as NodeJS.ErrnoException;
  if (path !== undefined && syscall !== undefined && !syscall.startsWith('spawn')) return fileError(error, path);
  return code !== undefined && DISK_CODES.has(code) ? fileError(error, 'the file being written') : error;
}

/** Calls on open files do not know the name; the cause is plain all the same. */
const DISK_CODES = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EMFILE', 'ENFILE']);

/** The exit status of an error: its own, oclif's (2 for a command line it cannot read), or 1. */
export function errorStatus(raised: unknown): number {
  const error = explained(raised);
  if (error instanceof IngotError) return error.exitStatus;
  if (error instanceof Error) {
    const {oclif} = error as OclifLike;
    if (oclif?.exit !== undefined) return oclif.exit;
  }
  return EXIT.unexpected;
}

/** The text for stderr: message, code, and what to do next. Unexpected errors keep their stack. */
export function formatError(raised: unknown): string {
  const error = explained(raised);
  if (error instanceof IngotError) {
    const hints = error.suggestions.map((hint) => `  * ${hint}`);
    return [
      `Error: ${error.message}`,
      `Code: ${error.code}`,
      ...(hints.length > 0 ? ['Try this:', ...hints] : []),
    ].join('\n');
  }
  if (!(error instanceof Error)) return `Error: ${String(error)}`;
  if ((error as OclifLike).oclif) return `Error: ${error.message}`;
  return `Unexpected error: ${error.stack ?? error.message}\nThis is a defect: please report it with the command line.`;
}

/** The object printed on stdout under `--json`. */
export function errorToJson(raised: unknown): {error: Record<string, unknown>} {
  const error = explained(raised);
  if (error instanceof IngotError) return {error: error.toJSON()};
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && (error as OclifLike).oclif ? 'USAGE' : 'UNEXPECTED';
  return {error: {code, message, exitStatus: errorStatus(error), hints: []}};
}
