// How many steps one run of the training graph takes: as many as fill about a third of a second, so that the cost of
// a run vanishes and a stop is still answered at once. Results do not depend on it.

const TARGET_SECONDS = 0.35;
const SHORTEST_SECONDS = 0.2;
const LONGEST_SECONDS = 0.5;
const MOST_STEPS = 16_384;

export interface Pace {
  /** Steps for the next run, at least 1. */
  readonly steps: number;
  /** Learns from a finished run. */
  record(stepCount: number, seconds: number): void;
}

/** Starts carefully (few steps, of unknown cost) and then follows the measured time per step. */
export function createPace(): Pace {
  let steps = 4;
  return {
    get steps() {
      return steps;
    },
    record(stepCount, seconds) {
      const expected = (steps * seconds) / stepCount;
      if (stepCount < steps && expected >= SHORTEST_SECONDS && expected <= LONGEST_SECONDS) return;
      if (stepCount === steps && seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS) return;
      const wanted = (stepCount * TARGET_SECONDS) / Math.max(seconds, 1e-6);
      // The first runs of a session are slow and say little: never more than 8 times as many as before.
      steps = Math.max(1, Math.min(Math.floor(wanted), steps * 8, MOST_STEPS));
    },
  };
}
