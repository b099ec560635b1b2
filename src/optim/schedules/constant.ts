import {defineSchedule} from '../define.js';

/** The learning rate as given. */
export const constant = defineSchedule({
  name: 'constant',
  options: {},
  dependsOnTotal: false,
  factor: () => 1,
});
