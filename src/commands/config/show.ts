import {Args} from '@oclif/core';
import {explainAll, explainSettings, formatTable, IngotCommand, settingText, splitCommand} from '../../cli/index.js';
import type {ExplainedSetting} from '../../cli/index.js';

interface ConfigShowResult {
  readonly settings: readonly ExplainedSetting[];
}

export default class ConfigShow extends IngotCommand {
  static override summary = 'Show the value each setting has, and where it comes from.';
  static override description = `Default, then the file of --config, then the environment (INGOT_TRAIN_EPOCHS), then --set, then flags: the later one
wins. With a COMMAND, all its settings are shown, and flags that follow are taken as that command's own; without, what
is set for any command. Values are checked as the command itself would check them.`;
  static override examples = [
    {
      description: 'What train would be told',
      command: '<%= config.bin %> config show train --config train.yaml --set train.seed=7 --batch-size 64',
    },
    {description: 'Everything a file sets', command: '<%= config.bin %> config show --config train.yaml --json'},
  ];
  static override args = {
    command: Args.string({description: 'A command, as data import, and any flags of it.', multiple: true}),
  };

  async run(): Promise<ConfigShowResult> {
    // The words belong to the command that is asked about, so they are not parsed as this one's.
    const {id, words} = splitCommand(this.argv, this.config.commandIDs);
    await this.parse(
      ConfigShow,
      this.argv.filter((word) => word === '--json' || word === '--quiet'),
    );
    const settings =
      id === undefined
        ? await explainAll(this.config, words)
        : await explainSettings(this.config, this.config.findCommand(id, {must: true}), words);
    const rows = settings.map(({command, key, value, origin, source}) => [
      ...(id === undefined ? [command] : []),
      key,
      settingText(value),
      source === undefined ? origin : `${origin} (${source})`,
    ]);
    const head = [...(id === undefined ? ['command'] : []), 'setting', 'value', 'origin'];
    if (rows.length > 0) this.print(formatTable(head, rows));
    else this.report({type: 'note', message: 'Nothing is set by a file, the environment or --set.'});
    return {settings};
  }
}
