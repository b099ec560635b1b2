// One place that turns any error into text, JSON and an exit status.
import {EXIT, IngotError} from '../core/index.js';

interface OclifLike extends Error {
  readonly oclif?: {readonly exit?: number};
  readonly code?: string;
}

/** The exit status of an error: its own, oclif's (2 for a command line it cannot read), or 1. */
export function errorStatus(error: unknown): number {
  if (error instanceof IngotError) return error.exitStatus;
  if (error instanceof Error) {
    const {oclif, code} = error as OclifLike;
    if (oclif?.exit !== undefined) return oclif.exit;
    if (code === 'ENOSPC') return EXIT.resource;
  }
  return EXIT.unexpected;
}

/** The text for stderr: message, code, and what to do next. Unexpected errors keep their stack. */
export function formatError(error: unknown): string {
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
export function errorToJson(error: unknown): {error: Record<string, unknown>} {
  if (error instanceof IngotError) return {error: error.toJSON()};
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && (error as OclifLike).oclif ? 'USAGE' : 'UNEXPECTED';
  return {error: {code, message, exitStatus: errorStatus(error), hints: []}};
}
