export {profileDataset, type DatasetProfile, type ProfiledColumn} from './profile.js';
export {profileLines} from './profile-lines.js';
export {isConstant, isIdLike} from './useless-columns.js';
