// Runs after the training: which there are, how they differ, and whether one can be had again.
export {findRuns} from './find-runs.js';
export {readRun, type RunStatus, type RunSummary} from './read-run.js';
export {filterRuns, sortRuns} from './select-runs.js';
export {runTable, type RunTable} from './list-table.js';
export {reportRun, showRun, type RunDetails} from './show-run.js';
export {diffRuns, diffTables, type RunDiff} from './diff-runs.js';
export {planRemoval, removeRuns, type RemovalPlan, type Removed} from './remove-runs.js';
export {reportReproduction, reproduceRun, type Reproduction} from './reproduce.js';
