// The flags of `data redact` that say what happens to what.
import {Flags} from '@oclif/core';

const DRY = ['dry-run'];

const wordsFlag = (summary: string, helpValue = 'KIND|COL') =>
  Flags.string({summary, helpValue, multiple: true, multipleNonGreedy: true, delimiter: ',', exclusive: DRY});

export const redactFlags = () => ({
  redact: wordsFlag("Put [KIND] in the place of these kinds or columns; 'all' is every kind."),
  hash: wordsFlag('Put a keyed hash of 64 hexadecimal digits there.'),
  pseudonymize: wordsFlag('Put the kind and 16 digits of the keyed hash there.'),
  drop: wordsFlag('Leave these columns out.', 'COL'),
  keep: wordsFlag('Neither search nor change these columns.', 'COL'),
  'key-file': Flags.string({
    summary: 'File of the key, at least 16 bytes (default: the variable INGOT_PRIVACY_KEY).',
    helpValue: 'FILE',
    exclusive: DRY,
  }),
  region: Flags.string({
    summary: 'Country whose phone numbers are found without a + too, such as GB.',
    helpValue: 'CC',
  }),
});
