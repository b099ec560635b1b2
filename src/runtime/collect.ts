// Giving back memory that the runtime's tensors hold. Each run gives new tensors, whose memory lies outside of JavaScript:
// its garbage collector does not know how large they are, so several generations of the weights would pile up.
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';

let collect: (() => void) | undefined;

/** Collects garbage now: some milliseconds. For after a run whose large results took the place of older ones. */
export function collectGarbage(): void {
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
}
