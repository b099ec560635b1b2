// Completion scripts, one file a shell.
import {Registry} from '../../core/index.js';
import {bash} from './bash.js';
import {fish} from './fish.js';
import {zsh} from './zsh.js';

export {completedCommands} from './define.js';
export const shells = new Registry('shell', [bash, zsh, fish]);
