// Prints every page of help twice, as JSON: by the short way of src/cli/help.ts and by oclif with all it loads. A
// program of its own because oclif takes width and colours from the environment when it is loaded.
import {fileURLToPath} from 'node:url';
import {Config} from '@oclif/core/config';
import {Help} from '@oclif/core/help';
import {helpPage} from '../../lib/cli/help.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function oclifPage(words) {
  let text = '';
  // A new configuration each time: help writes into the commands it shows.
  const help = new Help(await Config.load(root));
  help.log = (...args) => (text += `${args.join(' ')}\n`);
  await help.showHelp(words);
  return text;
}

const {commandIDs, topics} = await Config.load(root);
const pages = {};
for (const name of ['', ...commandIDs, ...topics.map((topic) => topic.name)]) {
  const words = name === '' ? [] : name.split(':');
  pages[words.join(' ')] = {ours: await helpPage(words, root), oclif: await oclifPage(words)};
}
process.stdout.write(JSON.stringify(pages));
