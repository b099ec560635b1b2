import {formatTable, IngotCommand, listCommands, type ListedCommand} from '../cli/index.js';

interface CommandsResult {
  readonly version: string;
  readonly commands: readonly ListedCommand[];
}

export default class Commands extends IngotCommand {
  static override summary = 'List every command; with --json every flag, its type and its default too.';
  static override description =
    'For programs that drive ingot and for documentation: the list is what the parser itself knows. For people there is ' +
    'ingot help, and ingot COMMAND --help with examples that run.';
  static override examples = [
    {description: 'An overview', command: '<%= config.bin %> commands'},
    {description: 'Everything, as data', command: '<%= config.bin %> commands --json'},
  ];

  async run(): Promise<CommandsResult> {
    await this.parse(Commands);
    const commands = listCommands(this.config);
    this.print(
      formatTable(
        ['command', 'summary'],
        commands.map(({command, summary}) => [command, summary]),
      ),
    );
    return {version: this.config.version, commands};
  }
}
