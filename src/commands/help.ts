import {Args, Command, Flags, loadHelpClass} from '@oclif/core';

export default class HelpCommand extends Command {
  static override summary = 'Display help for <%= config.bin %>.';
  static override description =
    'The same as COMMAND --help. Every command has examples that run as they stand; a topic lists its commands.';
  static override examples = [
    {description: 'A command', command: '<%= config.bin %> help train'},
    {description: 'The commands of a topic', command: '<%= config.bin %> help data'},
    {description: 'Every command there is', command: '<%= config.bin %> help --nested-commands'},
  ];
  static override args = {command: Args.string({description: 'Command to show help for.', required: false})};
  static override flags = {
    'nested-commands': Flags.boolean({char: 'n', summary: 'Include all nested commands in the output.'}),
  };
  // A command's name may be two words.
  static override strict = false;

  async run(): Promise<void> {
    const {argv, flags} = await this.parse(HelpCommand);
    const Help = await loadHelpClass(this.config);
    await new Help(this.config, {all: flags['nested-commands']}).showHelp(argv as string[]);
  }
}
