// Writes oclif.manifest.json from the built commands, so that start-up need not load every command.
import {writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {Plugin} from '@oclif/core';

const root = fileURLToPath(new URL('..', import.meta.url));
const plugin = new Plugin({root, type: 'core', ignoreManifest: true, errorOnManifestCreate: true});
await plugin.load();
const {commands} = plugin.manifest;
const sorted = Object.fromEntries(Object.entries(commands).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(
  `${root}/oclif.manifest.json`,
  `${JSON.stringify({version: plugin.version, commands: sorted}, null, 2)}\n`,
);
