// The one error class, and how an area declares its codes. Every code states its exit status here and nowhere else.

/** Exit statuses of the command line; the meaning of each is part of the public contract. */
export const EXIT = {
  /** A reader that has seen enough. */
  ok: 0,
  unexpected: 1,
  usage: 2,
  invalid: 3,
  notFound: 4,
  gate: 5,
  resource: 6,
  numerical: 7,
  interrupted: 130,
} as const;
export type ExitName = keyof typeof EXIT;

export interface ErrorDetails {
  /** Things the user can do next, one sentence each. */
  readonly hints?: readonly string[] | undefined;
  /** The error of a third party or of the system that led to this one. */
  readonly cause?: unknown;
  /** Machine-readable context: file, line, column, node … */
  readonly data?: Readonly<Record<string, unknown>> | undefined;
}

/** An error with a stable code, an exit status and hints. Made by an area's factory, see {@link defineErrors}. */
export class IngotError extends Error {
  override readonly name = 'IngotError';
  /** oclif prints `code` and `suggestions` of any error that has them, and exits with `oclif.exit`. */
  readonly oclif: {readonly exit: number};
  readonly suggestions: string[];
  readonly data: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: string,
    message: string,
    readonly exitStatus: number,
    details: ErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : {cause: details.cause});
    this.oclif = {exit: exitStatus};
    this.suggestions = [...(details.hints ?? [])];
    this.data = details.data ?? {};
  }

  /** The form printed under `--json`. */
  toJSON(): Record<string, unknown> {
    return {code: this.code, message: this.message, exitStatus: this.exitStatus, hints: this.suggestions, ...this.data};
  }
}

export type ErrorFactory<Code extends string> = ((
  code: Code,
  message: string,
  details?: ErrorDetails,
) => IngotError) & {readonly codes: Readonly<Record<Code, ExitName>>};

/**
 * Declares the error codes of one area and returns the function that makes its errors.
 *
 * @example
 * ```ts
 * export const dataError = defineErrors({DATA_TRUNCATED: 'invalid'});
 * throw dataError('DATA_TRUNCATED', `${path}: expected an end-of-stream marker, but the input ended early.`);
 * ```
 */
export function defineErrors<const Code extends string>(codes: Readonly<Record<Code, ExitName>>): ErrorFactory<Code> {
  const make = (code: Code, message: string, details: ErrorDetails = {}): IngotError =>
    new IngotError(code, message, EXIT[codes[code]], details);
  return Object.assign(make, {codes});
}

export const coreError = defineErrors({
  INTERNAL_INVARIANT: 'unexpected',
  REGISTRY_UNKNOWN: 'usage',
  FILE_NOT_FOUND: 'notFound',
  FILE_EXISTS: 'usage',
  FILE_UNWRITABLE: 'resource',
  FILE_UNREADABLE: 'resource',
  DISK_FULL: 'resource',
  FILE_TOO_LARGE: 'resource',
  TOO_MANY_FILES: 'resource',
  PIPE_CLOSED: 'ok',
  INTERRUPTED: 'interrupted',
});

/** Throws `INTERNAL_INVARIANT` when a promise the code makes to itself is broken. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition)
    throw coreError('INTERNAL_INVARIANT', `A broken assumption inside ingot: ${message}`, {
      hints: ['This is a defect: please report it with the command line and the message.'],
    });
}
