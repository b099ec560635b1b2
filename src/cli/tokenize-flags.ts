// How texts become tokens.
import {Flags} from '@oclif/core';

export const tokenizeFlags = () => ({
  column: Flags.string({summary: 'Column of texts (default: the only one).', helpValue: 'COL'}),
  unit: Flags.option({summary: 'What a token is (default: chars).', options: ['chars', 'bytes'] as const})(),
  length: Flags.integer({summary: 'Tokens of a row.', min: 1, helpValue: 'N'}),
  pad: Flags.option({
    summary: 'Where shorter texts are padded (default: right).',
    options: ['left', 'right'] as const,
  })(),
  truncate: Flags.option({
    summary: 'Where longer texts are cut (default: right).',
    options: ['left', 'right'] as const,
  })(),
  pack: Flags.integer({summary: 'Tokens of a block of texts one after another.', min: 1, helpValue: 'N'}),
  join: Flags.string({
    summary: 'Text between packed texts, \\n for a line break (default: the separator token).',
    helpValue: 'TEXT',
  }),
  next: Flags.option({
    summary: 'Beside a block: the block a token later, the token that follows, or nothing (default: tokens).',
    options: ['tokens', 'token', 'none'] as const,
  })(),
  stride: Flags.integer({
    summary: 'Tokens from one block to the next (default: the block; 1 with --next token).',
    min: 1,
    helpValue: 'N',
  }),
  'min-count': Flags.integer({summary: 'Rarer characters are unknown (default: 1).', min: 1, helpValue: 'N'}),
  'max-tokens': Flags.integer({summary: 'Characters in the vocabulary, the commonest.', min: 1, helpValue: 'N'}),
  like: Flags.string({summary: 'Take vocabulary and length from this tokenized file.', helpValue: 'FILE'}),
  'force-fit': Flags.boolean({summary: 'Find a vocabulary even in rows marked valid or test.'}),
});
