// The words of a row rule.
export interface Token {
  readonly type: 'number' | 'text' | 'name' | 'column' | 'mark' | 'end';
  readonly text: string;
  readonly at: number;
}

const PARTS: readonly (readonly [Exclude<Token['type'], 'end'>, RegExp])[] = [
  ['number', /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/uy],
  ['name', /[\p{L}_][\p{L}\p{N}_]*/uy],
  ['column', /`[^`]+`/uy],
  ['text', /"[^"]*"|'[^']*'/uy],
  ['mark', /<=|>=|==|!=|[<>+\-*/(),]/uy],
];

/** @param fail - throws; told what is wrong and where (0-based) */
export function tokenize(source: string, fail: (message: string, at: number) => never): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    if (/\s/u.test(source[at] ?? '')) {
      at += 1;
      continue;
    }
    const found = PARTS.map(([type, part]) => {
      part.lastIndex = at;
      return {type, text: part.exec(source)?.[0]};
    }).find(({text}) => text !== undefined);
    if (found?.text === undefined) return fail(`unexpected '${source[at] ?? ''}'`, at);
    const {type, text} = found;
    tokens.push({type, text: type === 'text' || type === 'column' ? text.slice(1, -1) : text, at});
    at += text.length;
  }
  return [...tokens, {type: 'end', text: 'the end', at: source.length}];
}
