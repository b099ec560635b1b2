// `config.yaml` of a run: everything it was told, resolved, so that resuming needs no other word. Paths are relative
// to the run folder, with `/`, so that a project can be moved as a whole.
import {existsSync} from 'node:fs';
import {join, relative, resolve, sep} from 'node:path';
import {canonicalJson, readYaml, stableId, stringifyYaml, writeFileAtomic} from '../core/index.js';
import {schedules} from '../optim/index.js';
import {trainError} from './errors.js';
import {flagName, resolveSettings, type GivenSettings, type TrainSettings} from './settings.js';

export const CONFIG_FILE = 'config.yaml';

export interface RunConfig {
  /** Relative to the run folder; `'-'` in `data` and `valid` is stdin. */
  readonly model: string;
  readonly data: readonly string[];
  readonly valid: readonly string[] | null;
  /** Run or model whose weights it begins with. */
  readonly initFrom: string | null;
  readonly settings: TrainSettings;
}

/** Where model and rows are now, as paths of this process. */
export interface RunPaths {
  readonly model: string;
  readonly data: readonly string[];
  readonly valid: readonly string[] | null;
  readonly initFrom: string | null;
}

/** What may be told anew when a run is resumed. All but the first three change no number of the result. */
const FREE = new Set<keyof TrainSettings>([
  'epochs',
  'maxTime',
  'patience',
  'memory',
  'checkpointEvery',
  'recompute',
  'detectAnomaly',
]);

const HEADER = '# What this run was told, complete. Paths are relative to this folder.\n';

export function toRunPath(folder: string, path: string): string {
  return path === '-' ? path : relative(resolve(folder), resolve(path)).split(sep).join('/');
}

export function fromRunPath(folder: string, path: string): string {
  return path === '-' ? path : relative(process.cwd(), resolve(folder, path)) || '.';
}

export function pathsOf(folder: string, config: RunConfig): RunPaths {
  return {
    model: fromRunPath(folder, config.model),
    data: config.data.map((path) => fromRunPath(folder, path)),
    valid: config.valid?.map((path) => fromRunPath(folder, path)) ?? null,
    initFrom: config.initFrom === null ? null : fromRunPath(folder, config.initFrom),
  };
}

export function writeConfig(folder: string, config: RunConfig): void {
  const {model, data, valid, initFrom, settings} = config;
  const section: Record<string, unknown> = {
    model,
    data: single(data),
    valid: valid && single(valid),
    'init-from': initFrom,
  };
  for (const [name, value] of Object.entries(settings)) section[flagName(name)] = value as unknown;
  const kept = Object.fromEntries(Object.entries(section).filter(([, value]) => value !== null));
  writeFileAtomic(join(folder, CONFIG_FILE), HEADER + stringifyYaml({train: kept}));
}

/** @throws IngotError `RUN_NOT_FOUND`, `RUN_INVALID` */
export function readConfig(folder: string): RunConfig {
  const path = join(folder, CONFIG_FILE);
  if (!existsSync(path))
    throw trainError('RUN_NOT_FOUND', `${folder}: expected a run folder, but there is no ${CONFIG_FILE} in it.`, {
      hints: ['Give the folder that was the --out of a training.'],
    });
  const content = readYaml(path, (message, cause) => trainError('RUN_INVALID', message, {cause}));
  const section = (content as {train?: unknown} | null)?.train;
  if (typeof section !== 'object' || section === null) throw trainError('RUN_INVALID', `${path}: no 'train' section.`);
  return fromSection(path, section as Record<string, unknown>);
}

function fromSection(path: string, section: Record<string, unknown>): RunConfig {
  const {model, data, valid, 'init-from': initFrom, ...rest} = section;
  if (typeof model !== 'string') throw trainError('RUN_INVALID', `${path}: expected the path of the model.`);
  const given: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(rest))
    given[name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())] = value;
  return {
    model,
    data: [data].flat().map(String),
    valid: valid === undefined ? null : [valid].flat().map(String),
    initFrom: typeof initFrom === 'string' ? initFrom : null,
    settings: resolveSettings(given, valid !== undefined),
  };
}

/** What was given beside `--resume`. */
export interface ResumeOptions extends GivenSettings {
  readonly model?: string | undefined;
  readonly data?: readonly string[] | undefined;
  readonly valid?: readonly string[] | undefined;
}

/**
 * The configuration a run goes on with. Files may have moved (their content is checked later); of the settings only
 * those that leave the steps already taken as they are may change.
 *
 * @throws IngotError `RESUME_OPTION_CHANGED`
 */
export function resumeConfig(folder: string, config: RunConfig, given: ResumeOptions): RunConfig {
  const {model, data, valid, ...settings} = given;
  // A time limit is of one sitting: the next one has its own, or none.
  const merged: Record<string, unknown> = {...config.settings, maxTime: null};
  for (const [name, value] of Object.entries(settings) as [keyof TrainSettings, unknown][]) {
    if (value === undefined || repeats(value, merged[name])) continue;
    if (!FREE.has(name)) throw changedError(folder, name, config.settings[name], value);
    if (name === 'epochs' && schedules.get(config.settings.schedule).dependsOnTotal)
      throw changedError(
        folder,
        name,
        config.settings.epochs,
        value,
        `the ${config.settings.schedule} schedule ends there`,
      );
    merged[name] = value;
  }
  if (valid !== undefined && config.valid === null) throw changedError(folder, 'valid', null, valid.join(', '));
  return {
    model: model === undefined ? config.model : toRunPath(folder, model),
    data: data?.map((path) => toRunPath(folder, path)) ?? config.data,
    valid: valid?.map((path) => toRunPath(folder, path)) ?? config.valid,
    initFrom: config.initFrom,
    settings: resolveSettings(merged, config.valid !== null),
  };
}

/** Names everything that decides the steps of a run: a checkpoint goes on only under the same. */
export function configId(config: RunConfig): string {
  const dependsOnTotal = schedules.get(config.settings.schedule).dependsOnTotal;
  const kept = Object.entries(config.settings).filter(
    ([name]) => !FREE.has(name as keyof TrainSettings) || (name === 'epochs' && dependsOnTotal),
  );
  return stableId(Object.fromEntries(kept));
}

/** Whether a setting is given as it was; of options by name, some may be given. */
function repeats(given: unknown, was: unknown): boolean {
  if (typeof given !== 'object' || given === null) return given === was;
  const known = (was ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(given).every(([name, value]) => canonicalJson(value) === canonicalJson(known[name] ?? null));
}

function changedError(folder: string, name: string, was: unknown, given: unknown, because?: string): Error {
  const flag = flagName(name);
  const [old, wanted] = [was, given].map((value) => (value === null ? 'nothing' : JSON.stringify(value)));
  const reason = because === undefined ? '' : ` (${because})`;
  return trainError(
    'RESUME_OPTION_CHANGED',
    `${folder}: --${flag} was ${String(old)} and cannot become ${String(wanted)} when a run is resumed${reason}.`,
    {
      hints: [
        `Leave --${flag} out to go on as the run began.`,
        'Only --epochs, --max-time and --patience may change; start a new run for anything else.',
      ],
      data: {folder, option: flag},
    },
  );
}

function single(values: readonly string[]): string | readonly string[] {
  return values.length === 1 ? (values[0] ?? '') : values;
}
