// The JSON Schema of a configuration file, from the flags of the commands: editors complete and check with it.
import type {Command, Config} from '@oclif/core';
import {STEERING} from './config.js';
import {flagKind, flagSummary} from './flag-kind.js';

/** Draft 7, the one that editors' YAML plug-ins know. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: false | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** A section of the tree while it is put together. */
interface Section {
  description?: string;
  readonly keys: Record<string, JsonSchema>;
  readonly sections: Record<string, Section>;
}

/** Loads every command, for the ranges of its numbers. */
export async function buildConfigSchema(config: Config): Promise<JsonSchema> {
  const root: Section = {keys: {}, sections: {}};
  const commands = [...config.commands].sort((a, b) => (a.id < b.id ? -1 : 1));
  for (const command of commands) {
    const section = sectionAt(root, command.id.split(':'));
    section.description = command.summary ?? '';
    Object.assign(section.keys, keysOf(await command.load()));
  }
  for (const topic of config.topics) {
    const section = sectionAt(root, topic.name.split(':'));
    section.description ??= topic.description ?? '';
  }
  return {$schema: 'http://json-schema.org/draft-07/schema#', title: 'Settings of ingot', ...sectionSchema(root)};
}

function sectionAt(root: Section, path: readonly string[]): Section {
  return path.reduce((parent, name) => (parent.sections[name] ??= {keys: {}, sections: {}}), root);
}

/** An empty section is null in YAML. */
function sectionSchema({description, keys, sections}: Section): JsonSchema {
  const nested = Object.entries(sections).map(([name, section]) => [name, sectionSchema(section)] as const);
  return {
    type: ['object', 'null'],
    ...(description === undefined ? {} : {description}),
    additionalProperties: false,
    properties: {...keys, ...Object.fromEntries(nested)},
  };
}

function keysOf({baseFlags, flags, args}: Command.Class): Record<string, JsonSchema> {
  const keys: Record<string, JsonSchema> = {};
  for (const [name, {description, options, multiple}] of Object.entries(args)) {
    const one: JsonSchema = options ? {enum: options} : {type: 'string'};
    const value: JsonSchema = multiple === true ? {anyOf: [one, {type: 'array', items: one}]} : one;
    keys[name] = {...(description === undefined ? {} : {description}), ...value};
  }
  for (const [name, flag] of Object.entries({...baseFlags, ...flags}))
    if (!STEERING.has(name)) keys[name] = flagSchema(flag);
  return keys;
}

function flagSchema(flag: Command.Flag.Any): JsonSchema {
  const one = valueSchema(flag);
  const value =
    flag.type === 'option' && flag.multiple === true
      ? {anyOf: [one, {type: 'array', items: one}, {type: 'object', additionalProperties: one}]}
      : one;
  const {default: preset} = flag as {default?: unknown};
  const isPlain = ['string', 'number', 'boolean'].includes(typeof preset);
  return {description: flagSummary(flag), ...value, ...(isPlain ? {default: preset} : {})};
}

function valueSchema(flag: Command.Flag.Any): JsonSchema {
  const kind = flagKind(flag);
  if (kind === 'boolean') return {type: 'boolean'};
  if (kind === 'choice') return {enum: flag.type === 'option' ? (flag.options ?? []) : []};
  if (kind === 'integer' || kind === 'number') return {type: kind, ...rangeOf(flag)};
  return kind === 'path' ? {type: 'string'} : {type: ['string', 'number', 'boolean']};
}

/** The limits that `Flags.integer` and `numberFlag` keep on the flag itself. */
function rangeOf(flag: object): JsonSchema {
  const {min, max, above} = flag as {min?: number; max?: number; above?: boolean};
  return {
    ...(min === undefined ? {} : above === true ? {exclusiveMinimum: min} : {minimum: min}),
    ...(max === undefined ? {} : {maximum: max}),
  };
}
