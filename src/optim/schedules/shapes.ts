// What several schedules share: the floor they end at, and the half cosine.
import type {NumberOption} from '../../core/index.js';

/** As a part of the learning rate. */
export const FLOOR: NumberOption = {default: 0, min: 0, max: 1};

/** A part between the floor and 1. */
export const aboveFloor = (floor: number, part: number): number => floor + (1 - floor) * part;

/** From 1 to 0 along half a cosine. @param part - 0 to 1 */
export const halfCosine = (part: number): number => (1 + Math.cos(Math.PI * part)) / 2;
