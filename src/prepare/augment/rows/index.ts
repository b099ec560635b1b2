export {createChanger, describePolicy, isForPrepared, parsePolicy, type ChangedRow, type RowChanger} from './policy.js';
export {readUnits, type CellUnits} from './units.js';
export {rowAugmentations} from './registry.js';
export {copyRows} from './copies.js';
