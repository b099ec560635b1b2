// What --lora, --lora-targets and --lora-alpha mean together.
import {expect} from 'chai';
import {resolveSettings} from '../../src/train/settings.js';
import {errorOf} from '../support/error-of.js';

describe('adapters in the settings of a run', () => {
  const refused = [
    {name: 'a rank without targets', given: {lora: 2}, text: '--lora-targets'},
    {name: 'targets without a rank', given: {loraTargets: ['dense_*']}, text: 'no --lora RANK'},
    {name: 'an alpha without a rank', given: {loraAlpha: 3}, text: 'no --lora RANK'},
    {name: 'a rank of 0', given: {lora: 0, loraTargets: ['dense_*']}, text: 'at least 1'},
  ] as const;
  for (const {name, given, text} of refused)
    it(`refuse ${name}`, () => {
      const error = errorOf(() => resolveSettings(given, false));
      expect(error).to.include({code: 'TRAIN_OPTION_INVALID', exitStatus: 2});
      expect(error.message).to.include(text);
    });

  it('are kept where they fit together', () => {
    const {lora, loraTargets, loraAlpha} = resolveSettings({lora: 4, loraTargets: ['a', 'b*']}, false);
    expect({lora, loraTargets, loraAlpha}).to.deep.equal({lora: 4, loraTargets: ['a', 'b*'], loraAlpha: null});
  });
});
