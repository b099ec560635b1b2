// What long-running functions tell their caller. Layers below `cli` never print: they report.

export type IngotEvent =
  | {readonly type: 'note'; readonly message: string}
  | {readonly type: 'warning'; readonly message: string}
  | {readonly type: 'progress'; readonly label: string; readonly done: number; readonly total?: number | undefined};

export type Report = (event: IngotEvent) => void;

/** For callers that do not listen. */
export const ignoreEvents: Report = () => undefined;
