export {profileDataset, type DatasetProfile, type ProfiledColumn} from './profile.js';
export {profileLines} from './profile-lines.js';
export {profilePage} from './profile-page.js';
export {profileParts, sharedLines, type PartsProfile} from './profile-parts.js';
export {isConstant, isIdLike} from './useless-columns.js';
