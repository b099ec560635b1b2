// What names say of packing.
import {PACKINGS} from './index.js';
import type {Packing} from './define.js';

/** The packing that a name ends in, and the name without it: `rows.csv.gz` → `rows.csv`, `x.tgz` → `x.tar`. */
export function packingOfName(name: string): {readonly packing: Packing; readonly inner: string} | undefined {
  for (const packing of PACKINGS.values())
    for (const [ending, inside] of Object.entries(packing.endings))
      if (name.toLowerCase().endsWith(ending))
        return {packing, inner: `${name.slice(0, name.length - ending.length)}${inside}`};
  return undefined;
}

/** Without the endings of what packs one stream; those of archives stay. */
export function unpackedName(name: string): string {
  const found = packingOfName(name);
  return found?.packing.unpack ? found.inner : name;
}

/** Whether it is an archive by its name. */
export function isArchiveName(name: string): boolean {
  return packingOfName(unpackedName(name))?.packing.list !== undefined;
}
