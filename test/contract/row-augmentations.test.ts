// The text of the help names every augmentation with its options, as they are.
import {expect} from 'chai';
import {AUGMENTATIONS} from '../../src/cli/index.js';
import {rowAugmentations} from '../../src/prepare/augment/rows/index.js';

describe('the help of data augment', () => {
  it('names every augmentation with its options and defaults', () => {
    const lines = rowAugmentations.values().map(({name, options}) => {
      const words = Object.entries(options).map(
        ([key, option]) => `${key} ${String(Number(option.default.toPrecision(4)))}`,
      );
      return `${name}: ${words.join(', ')}.`;
    });
    expect(AUGMENTATIONS.split('\n').slice(1)).to.deep.equal(lines);
  });
});
