/**
 * All that `htmap doctor` looks at: the one list of it. A new check is an entry, behind those that it needs.
 *
 * @module
 */

import { deliveryCheck } from "./delivery_check.ts";
import { directoryCheck, logCheck } from "./directory_check.ts";
import type { Check } from "./finding.ts";
import { leftoversCheck } from "./leftovers_check.ts";
import { mapsCheck } from "./maps_check.ts";
import { poolCheck } from "./pool_check.ts";
import { queueCheck } from "./queue_check.ts";
import { scheddCheck } from "./schedd_check.ts";
import { programCheck, settingsCheck } from "./settings_check.ts";
import { toolsCheck } from "./tools_check.ts";
import { trialCheck } from "./trial_check.ts";

/**
 * Gives the checks.
 *
 * @param jobTimeout How long the job that is tried may take, in milliseconds; `undefined` if none is to be.
 * @returns The checks, in the order in which they are told of.
 */
export function allChecks(jobTimeout: number | undefined): Check[] {
  return [
    settingsCheck,
    programCheck,
    toolsCheck,
    scheddCheck,
    poolCheck,
    deliveryCheck,
    directoryCheck,
    logCheck,
    mapsCheck,
    leftoversCheck,
    queueCheck,
    trialCheck(jobTimeout),
  ];
}
