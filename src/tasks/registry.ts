// The list of tasks, apart from index.ts so that files of this folder can use it without a cycle.
import {Registry} from '../core/index.js';
import {classification} from './classification.js';
import {languageModel} from './language-model.js';
import {multilabel} from './multilabel.js';
import {regression} from './regression.js';

export const tasks = new Registry('task', [classification, languageModel, multilabel, regression]);
