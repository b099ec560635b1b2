import {buildConfigSchema, IngotCommand, type JsonSchema} from '../../cli/index.js';

export default class ConfigSchema extends IngotCommand {
  static override summary = 'Print the JSON Schema of configuration files.';
  static override description =
    'Made from the flags of the commands, so it cannot lag behind them. With it an editor completes keys, shows what they ' +
    'mean and marks misspelled ones; ingot itself refuses those anyway.';
  static override examples = [
    {
      description: 'For the YAML plug-in of an editor, see the first lines of what ingot new writes',
      command: '<%= config.bin %> config schema > ingot.schema.json',
    },
  ];

  async run(): Promise<JsonSchema> {
    await this.parse(ConfigSchema);
    const schema = await buildConfigSchema(this.config);
    this.print(JSON.stringify(schema, null, 2));
    return schema;
  }
}
