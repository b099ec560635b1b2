// Help without the rest of oclif: its own Help class over the manifest, for which neither plugins nor commands are
// loaded. Reading them took longer than everything else that --help does.
import {existsSync, readFileSync} from 'node:fs';
import {homedir, release} from 'node:os';
import {join} from 'node:path';
import type {Interfaces} from '@oclif/core';
import {CommandHelp, Help} from '@oclif/core/help';

interface Manifest {
  readonly version: string;
  readonly commands: Readonly<Record<string, {readonly id: string; readonly summary: string}>>;
}

interface Package {
  readonly name: string;
  readonly version: string;
  readonly oclif: {
    readonly bin: string;
    readonly dirname: string;
    readonly topicSeparator: string;
    readonly topics: Readonly<Record<string, {readonly description: string}>>;
  };
}

/**
 * Prints the help that a command line asks for, byte for byte as oclif would.
 *
 * @param argv - words with or without a help flag; `[]` is the help of ingot itself
 * @param root - folder of `package.json` and the manifest
 * @returns false, and nothing printed, where only oclif itself can tell; the caller then goes the long way
 */
export async function printHelp(argv: readonly string[], root: string): Promise<boolean> {
  const page = await helpPage(argv, root);
  if (page === undefined) return false;
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    void import('./signals.js').then(({endOfOutput}) => endOfOutput(error));
  });
  process.stdout.write(page);
  return true;
}

/** @returns what {@link printHelp} prints; undefined where only oclif can tell */
export async function helpPage(argv: readonly string[], root: string): Promise<string | undefined> {
  const config = helpConfig(root);
  if (!config) return undefined;
  const help = new BufferedHelp(config);
  try {
    await help.showHelp([...argv]);
  } catch {
    // No such command: the long way finds the nearest one and ends with the right status.
    return undefined;
  }
  return help.text;
}

type Render = (text: string) => string;

/** Fills in by itself what our texts ask for: compiling a template a line was a third of the time of a page of flags. */
function renderQuickly(render: Render, values: Readonly<Record<string, string>>): Render {
  return (text) => {
    let filled = text;
    if (text.includes('<%'))
      for (const [name, value] of Object.entries(values)) filled = filled.replaceAll(`<%= ${name} %>`, value);
    return filled.includes('<%') ? render(filled) : filled;
  };
}

class QuickCommandHelp extends CommandHelp {
  constructor(...[command, config, options]: ConstructorParameters<typeof CommandHelp>) {
    super(command, config, options);
    this.render = renderQuickly(this.render, {'config.bin': config.bin, 'command.id': command.id});
  }
}

/** Keeps what it would print, so that an error leaves nothing half printed. */
class BufferedHelp extends Help {
  text = '';

  constructor(config: Interfaces.Config) {
    super(config);
    this.render = renderQuickly(this.render, {'config.bin': config.bin});
    this.CommandHelpClass = QuickCommandHelp;
  }

  protected override log(...words: string[]): void {
    this.text += `${words.join(' ')}\n`;
  }
}

/** What Help reads of oclif's Config; undefined where only oclif can tell. */
function helpConfig(root: string): Interfaces.Config | undefined {
  const pjson = readJson<Package>(join(root, 'package.json'));
  const manifest = readJson<Manifest>(join(root, 'oclif.manifest.json'));
  if (pjson?.version === undefined || pjson.version !== manifest?.version || !isPlainSystem(pjson.oclif))
    return undefined;
  const {bin, topicSeparator} = pjson.oclif;
  const commands = Object.values(manifest.commands).sort((a, b) => a.id.localeCompare(b.id));
  // Every part of a command's name is a topic too: whether a topic is shown depends on what stands below it.
  const topics = [
    ...Object.entries(pjson.oclif.topics).map(([name, {description}]) => ({name, description})),
    ...commands.map(({id, summary}) => ({name: id, description: summary})),
  ];
  const config = {
    bin,
    name: pjson.name,
    version: pjson.version,
    userAgent: `${pjson.name}/${pjson.version} ${process.platform}-${process.arch} node-${process.version}`,
    platform: process.platform,
    pjson,
    topicSeparator,
    topics,
    commands,
    commandIDs: commands.map(({id}) => id),
    plugins: new Map(),
    findCommand: (name: string) => commands.find(({id}) => id === name),
    findTopic: (wanted: string) => topics.find(({name}) => name === wanted),
  };
  return config as unknown as Interfaces.Config;
}

/** oclif also asks for the shell of Windows, names WSL in the version line, prints debug lines, reads a colour theme. */
function isPlainSystem({dirname}: Package['oclif']): boolean {
  if (process.platform === 'win32' || /microsoft/i.test(release()) || process.env['DEBUG'] !== undefined) return false;
  const folder =
    process.env[`${dirname.toUpperCase()}_CONFIG_DIR`] ??
    join(process.env['XDG_CONFIG_HOME'] ?? join(process.env['HOME'] ?? homedir(), '.config'), dirname);
  return !existsSync(join(folder, 'theme.json'));
}

function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    // Missing in a working copy that was never built; oclif then asks the commands themselves.
    return undefined;
  }
}
