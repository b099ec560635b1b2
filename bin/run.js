#!/usr/bin/env node
// The entry of the installed command. --version and help answer before the rest is loaded: people ask for them often.
import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';

const args = process.argv.slice(2);
const root = fileURLToPath(new URL('..', import.meta.url));

/** The words that help is asked about; undefined where it is not asked for. */
function helpWords() {
  if (args[0] === 'help' && !args.some((word) => word.startsWith('-'))) return args.slice(1);
  const end = args.indexOf('--');
  return args.length === 0 || args.slice(0, end < 0 ? args.length : end).includes('--help') ? args : undefined;
}

/** True when the help is printed. */
async function help() {
  const words = helpWords();
  if (words === undefined) return false;
  const {printHelp} = await import('../lib/cli/help.js');
  return printHelp(words, root);
}

if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) {
  const {version} = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'));
  process.stdout.write(`ingot/${version} ${process.platform}-${process.arch} node-${process.version}\n`);
} else if (!(await help())) {
  const {main} = await import('../lib/cli/main.js');
  await main(import.meta.url);
}
