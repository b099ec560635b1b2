// The configuration file to start from: the way from a CSV file to an exported model, with every other setting of
// these commands as a comment. Written from the flags, so it cannot lag behind them.
import {type Command, type Config} from '@oclif/core';
import {stringifyYaml} from '../core/index.js';
import {STEERING} from './config.js';
import {flagSummary} from './flag-kind.js';

export interface StarterValues {
  readonly data: string;
  readonly target: string;
}

type Values = Readonly<Record<string, string | number | boolean>>;

/** The commands of the way, in its order, with what each is to be told. */
const steps = ({data, target}: StarterValues): readonly (readonly [string, Values])[] => [
  ['data:import', {src: data, target, output: 'raw.arrow'}],
  ['data:clean', {in: 'raw.arrow', 'drop-duplicates': true, output: 'clean.arrow'}],
  ['data:split', {in: 'clean.arrow', ratios: '0.8,0.1,0.1', seed: 0, output: 'data'}],
  ['data:normalize', {in: 'data/train.arrow', output: 'train.arrow'}],
  ['model:init', {architecture: 'mlp', data: 'train.arrow', hidden: '64,64', seed: 0, output: 'model.onnx'}],
  ['train', {model: 'model.onnx', data: 'train.arrow', valid: 'data/valid.arrow', out: 'runs/first', seed: 0}],
  ['eval', {model: 'runs/first', data: 'data/test.arrow'}],
  ['export', {model: 'runs/first', output: 'exported.onnx'}],
  ['serve', {model: 'exported.onnx', port: 8080}],
];

const HEADER = `# Settings of ingot, one section a command. With this file the whole way is:
#
{commands}
#
# What is stronger wins: a flag over --set train.epochs=5, that over INGOT_TRAIN_EPOCHS=5, that over this file.
# 'ingot config show train --config {file}' tells which value comes from where. A misspelled key is an error.
# For completion in an editor: ingot config schema > ingot.schema.json
# yaml-language-server: $schema=ingot.schema.json
`;

/** @param file - how the file will be called, for the commands in its header */
export function starterConfig(config: Config, file: string, values: StarterValues): string {
  const sections = steps(values);
  const commands = sections.map(([id]) => `#   ingot ${id.replaceAll(':', ' ')} --config ${file}`).join('\n');
  const lines: string[] = [HEADER.replace('{commands}', commands).replace('{file}', file)];
  let topic = '';
  for (const [id, given] of sections) {
    const command = config.findCommand(id, {must: true});
    const path = id.split(':');
    const indent = '  '.repeat(path.length - 1);
    const parent = path.length > 1 ? (path[0] ?? '') : '';
    if (parent !== '' && parent !== topic) lines.push(`${parent}:`);
    topic = parent;
    lines.push(`${indent}# ${command.summary ?? ''}`, `${indent}${path.at(-1) ?? ''}:`);
    lines.push(...keyLines(command, given).map((line) => `${indent}  ${line}`), '');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function keyLines(command: Command.Cached, given: Values): string[] {
  const keys = [...Object.keys(given), ...Object.keys(command.flags).filter((name) => given[name] === undefined)];
  const lines: string[] = [];
  for (const key of keys) {
    const flag = command.flags[key];
    if (STEERING.has(key) || flag?.helpGroup === 'GLOBAL') continue;
    const value = given[key] ?? (flag as {default?: unknown} | undefined)?.default;
    const choices = flag?.type === 'option' && flag.options ? ` One of: ${flag.options.join(', ')}.` : '';
    const note = `${flag ? flagSummary(flag) : (command.args[key]?.description ?? '')}${choices}`;
    const isScalar = ['string', 'number', 'boolean'].includes(typeof value);
    const pair = isScalar ? stringifyYaml({[key]: value}).trimEnd() : `${key}:`;
    lines.push(`${given[key] === undefined ? '# ' : ''}${pair} # ${note}`);
  }
  return lines;
}
