// Row rules: a small language that is parsed here and run as closures; nothing of it is ever given to the JavaScript engine
// as code. What is missing makes a comparison unknown, as in SQL, and an unknown rule is not broken.
import {parseDate, type Kind} from '../../data/index.js';
import {compilePattern} from './rules/pattern.js';
import {tokenize, type Token} from './tokens.js';

type Cell = number | string | null;
/** Columns by their places in the schema. */
export type RowOf = (column: number) => Cell;
type Type = 'number' | 'text' | 'date' | 'truth';
interface Node {
  readonly type: Type;
  readonly run: (row: RowOf) => Cell | boolean;
  readonly at: number;
  /** Of a text that stands in the rule. */
  readonly literal?: string;
}
export interface Column {
  readonly name: string;
  readonly kind: Kind;
}
type Fail = (message: string, at: number) => never;

const TYPES: Readonly<Record<Kind, Type | undefined>> = {
  numeric: 'number',
  boolean: 'number',
  datetime: 'date',
  category: 'text',
  text: 'text',
  labels: 'text',
  tensor: undefined,
};
const MOST_NESTED = 50;

const COMPARE: Readonly<Record<string, (a: number | string, b: number | string) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};
const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

/**
 * Comparisons (`== != < <= > >=`), `and`, `or`, `not`, `+ - * /`, `in (…)`, `not in (…)`, `is missing`, `is not missing`,
 * `matches "regex"`, numbers, texts in quotes, `true`, `false`, columns by name, in backquotes where it is no word. A text beside
 * a date is a date in ISO 8601.
 *
 * @param fail - throws; told what is wrong and where (0-based)
 * @returns for a row: true, false, or null for unknown
 */
export function compileExpression(
  source: string,
  columns: readonly Column[],
  fail: Fail,
): (row: RowOf) => boolean | null {
  const node = new Parser(tokenize(source, fail), columns, fail).whole();
  return (row) => node.run(row) as boolean | null;
}

class Parser {
  private next = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly columns: readonly Column[],
    private readonly fail: Fail,
  ) {}

  whole(): Node {
    const node = this.truth(this.either());
    if (this.token.type !== 'end') this.unexpected('the end');
    return node;
  }

  private get token(): Token {
    return this.tokens[this.next] ?? {type: 'end', text: 'the end', at: 0};
  }

  private unexpected(wanted: string): never {
    return this.fail(`expected ${wanted}, found ${this.token.text}`, this.token.at);
  }

  /** Takes the next token if it is one of these marks or words. */
  private take(...texts: string[]): Token | undefined {
    const {token} = this;
    if ((token.type !== 'mark' && token.type !== 'name') || !texts.includes(token.text)) return undefined;
    this.next += 1;
    return token;
  }

  private require(text: string): void {
    if (!this.take(text)) this.unexpected(`'${text}'`);
  }

  private truth(node: Node): Node {
    return node.type === 'truth' ? node : this.fail('expected a comparison, found a value', node.at);
  }

  private either(): Node {
    return this.joined('or', true, () => this.both());
  }

  private both(): Node {
    return this.joined('and', false, () => this.negation());
  }

  /** Parts with a word between, in three-valued logic. @param decisive - what one part must be for the whole to be it */
  private joined(word: string, decisive: boolean, part: () => Node): Node {
    let left = part();
    while (this.take(word)) {
      const [a, b] = [this.truth(left), this.truth(part())];
      const run = (row: RowOf): boolean | null => {
        const first = a.run(row) as boolean | null;
        if (first === decisive) return decisive;
        const second = b.run(row) as boolean | null;
        return second === decisive ? decisive : first === null || second === null ? null : !decisive;
      };
      left = {type: 'truth', run, at: a.at};
    }
    return left;
  }

  private nested(parse: () => Node): Node {
    this.depth += 1;
    if (this.depth > MOST_NESTED) this.fail(`nested deeper than ${String(MOST_NESTED)}`, this.token.at);
    const node = parse();
    this.depth -= 1;
    return node;
  }

  private negation(): Node {
    const word = this.take('not');
    if (!word) return this.comparison();
    const inner = this.nested(() => this.truth(this.negation()));
    const run = (row: RowOf): boolean | null => {
      const value = inner.run(row) as boolean | null;
      return value === null ? null : !value;
    };
    return {type: 'truth', run, at: word.at};
  }

  private comparison(): Node {
    const left = this.sum();
    const operator = this.take(...Object.keys(COMPARE));
    if (operator) return this.compare(left, operator, this.sum());
    if (this.take('is')) {
      const negated = this.take('not') !== undefined;
      this.require('missing');
      return {type: 'truth', run: (row) => (left.run(row) === null) !== negated, at: left.at};
    }
    if (this.take('matches')) return this.matches(left);
    const negated = this.take('not') !== undefined;
    if (this.take('in')) return this.within(left, negated);
    if (negated) this.unexpected("'in'");
    return left;
  }

  private compare(left: Node, {text, at}: Token, right: Node): Node {
    const test = COMPARE[text];
    const [a, b] = this.alike(left, right, at);
    const run = (row: RowOf): boolean | null => {
      const [first, second] = [a.run(row) as Cell, b.run(row) as Cell];
      return first === null || second === null || !test ? null : test(first, second);
    };
    return {type: 'truth', run, at};
  }

  private alike(left: Node, right: Node, at: number): readonly [Node, Node] {
    const [a, b] = [this.dated(left, right), this.dated(right, left)];
    if (a.type !== b.type || a.type === 'truth') this.fail(`${a.type} and ${b.type} cannot be compared`, at);
    return [a, b];
  }

  /** A text beside a date is a date. */
  private dated(node: Node, beside: Node): Node {
    if (beside.type !== 'date' || node.literal === undefined) return node;
    const seconds = parseDate(node.literal, 'iso');
    if (seconds === undefined) return this.fail(`expected a date in ISO 8601, found '${node.literal}'`, node.at);
    return {type: 'date', run: () => seconds, at: node.at};
  }

  private matches(left: Node): Node {
    const {token} = this;
    const expression = token.type === 'text' ? compilePattern(token.text) : undefined;
    if (!expression) return this.unexpected('a regular expression in quotes');
    if (left.type !== 'text') this.fail(`matches takes text, found a ${left.type}`, left.at);
    this.next += 1;
    const run = (row: RowOf): boolean | null => {
      const value = left.run(row);
      return value === null ? null : expression.test(value as string);
    };
    return {type: 'truth', run, at: left.at};
  }

  private within(left: Node, negated: boolean): Node {
    this.require('(');
    const allowed: Node[] = [];
    do allowed.push(this.alike(left, this.sum(), this.token.at)[1]);
    while (this.take(','));
    this.require(')');
    const run = (row: RowOf): boolean | null => {
      const value = left.run(row);
      return value === null ? null : allowed.some((each) => each.run(row) === value) !== negated;
    };
    return {type: 'truth', run, at: left.at};
  }

  private sum(): Node {
    return this.chain(['+', '-'], () => this.product());
  }

  private product(): Node {
    return this.chain(['*', '/'], () => this.primary());
  }

  private chain(operators: string[], part: () => Node): Node {
    let left = part();
    for (let operator = this.take(...operators); operator; operator = this.take(...operators)) {
      const [a, b] = [left, part()];
      const apply = ARITHMETIC[operator.text];
      if (a.type === 'text' || b.type === 'text' || a.type === 'truth' || b.type === 'truth' || !apply)
        return this.fail(`${a.type} ${operator.text} ${b.type}: only numbers and dates (in seconds)`, operator.at);
      const run = (row: RowOf): Cell => {
        const [first, second] = [a.run(row), b.run(row)];
        const result = first === null || second === null ? NaN : apply(first as number, second as number);
        // Without a finite result (a division by zero) the rule is unknown.
        return Number.isFinite(result) ? result : null;
      };
      left = {type: 'number', run, at: a.at};
    }
    return left;
  }

  private primary(): Node {
    const {token} = this;
    const {text, at} = token;
    if (this.take('-')) {
      const inner = this.nested(() => this.primary());
      if (inner.type !== 'number') this.fail('expected a number after -', at);
      const run = (row: RowOf): Cell => {
        const value = inner.run(row) as number | null;
        return value === null ? null : -value;
      };
      return {type: 'number', run, at};
    }
    if (this.take('(')) {
      const inner = this.nested(() => this.either());
      this.require(')');
      return inner;
    }
    this.next += 1;
    if (token.type === 'number') return {type: 'number', run: () => Number(text), at};
    if (token.type === 'text') return {type: 'text', run: () => text, at, literal: text};
    if (token.type === 'column') return this.column(text, at);
    if (token.type !== 'name') {
      this.next -= 1;
      return this.unexpected('a value');
    }
    if (text === 'true' || text === 'false') return {type: 'number', run: () => Number(text === 'true'), at};
    return this.column(text, at);
  }

  private column(name: string, at: number): Node {
    const place = this.columns.findIndex((column) => column.name === name);
    const column = this.columns[place];
    if (!column) return this.fail(`no column '${name}' in the schema`, at);
    const type = TYPES[column.kind];
    if (type === undefined) return this.fail(`'${name}' is a tensor, which rules cannot read`, at);
    return {type, run: (row) => row(place), at};
  }
}
