/**
 * Whether files can go to each node of a pool once, for all jobs there.
 *
 * @module
 */

import type { PoolFacts } from "./facts.ts";

/** From which share of a pool's processors on jobs keep to the machines that take common files. */
const MOST = 0.9;

/** Whether common files are to be had. */
export interface CommonFiles {
  /** How new a transfer of them a machine has to know; `undefined` if they are not to be had. */
  readonly form: number | undefined;
  /** Whether so many machines take them that jobs may well keep to these. */
  readonly isMost: boolean;
  /** Why, as the end of a sentence. */
  readonly why: string;
}

/**
 * Works out whether a pool takes common files.
 *
 * @param facts What the pool says.
 * @returns Whether, and why.
 */
export function commonFilesIn(
  { cpus, commonCpus, commonFiles, version, forbidden }: PoolFacts,
): CommonFiles {
  const none = (why: string): CommonFiles => ({ form: undefined, isMost: false, why });
  if (commonFiles === undefined) {
    return none(`HTCondor ${version} does not know how to do that once a node (24.9 and later do)`);
  }
  if (forbidden) return none("the administrator of this submit node has forbidden common files");
  if (cpus === 0) return none("the pool has no machines now that could say what they take");
  const share = `${commonCpus} of its ${cpus} processors`;
  if (commonCpus === 0) return none("none of its machines takes common files");
  const isMost = commonCpus >= MOST * cpus;
  const why = commonCpus === cpus
    ? "all of its machines take common files"
    : isMost
    ? `${share} are in machines that take common files, which jobs keep to (to have them run on all, ` +
      `set DELIVERY_METHOD to "transplant")`
    : `only ${share} are in machines that take common files (to have jobs keep to these, set ` +
      `DELIVERY_METHOD to "common")`;
  return { form: commonFiles, isMost, why };
}
