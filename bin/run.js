#!/usr/bin/env node
// The entry of the installed command. --version answers before oclif is loaded: scripts ask for it often.
import {readFileSync} from 'node:fs';

const args = process.argv.slice(2);
if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  const {version} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  process.stdout.write(`ingot/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
} else {
  const {main} = await import('../lib/cli/main.js');
  await main(import.meta.url);
}
