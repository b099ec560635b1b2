// --format table|json|markdown: results that are tables, printed for a terminal, a program or a pull request.
import {Flags} from '@oclif/core';
import {cliError} from './errors.js';
import {formatMarkdown} from './markdown.js';
import {formatTable, type Cell} from './table.js';

export type ReportFormat = 'table' | 'json' | 'markdown';

export interface TitledTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export const formatFlag = () =>
  Flags.option({
    summary: 'How the result is printed (default: table); json is what --json prints.',
    options: ['table', 'json', 'markdown'] as const,
  })();

/** @returns the format to print in @throws IngotError `OUTPUT_CONFLICT` when `--json` asks for another one */
export function chooseFormat(asked: ReportFormat | undefined, isJson: boolean): ReportFormat {
  if (isJson && asked !== undefined && asked !== 'json')
    throw cliError('OUTPUT_CONFLICT', `--json prints JSON, but --format asks for ${asked}.`, {
      hints: ['Leave one of them out.'],
    });
  return isJson ? 'json' : (asked ?? 'table');
}

/** Titles and tables below each other. */
export function formatReport(tables: readonly TitledTable[], format: ReportFormat): string {
  return tables
    .map(({title, head, rows}) =>
      format === 'markdown'
        ? `### ${title}\n\n${formatMarkdown(head, rows)}\n`
        : `${title}\n${formatTable(head, rows)}\n`,
    )
    .join('\n');
}
