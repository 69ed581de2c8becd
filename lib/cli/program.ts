/**
 * What is said of htmap as a whole, in its help, its man page and the manual.
 *
 * @module
 */

import type { Command, Options } from "./command.ts";
import { GLOBAL_OPTIONS } from "./parse.ts";

/** What htmap does, in a line without a full stop. */
export const PROGRAM_SUMMARY =
  "htmap maps a TypeScript function over many inputs on an HTCondor pool";

/** The options of htmap itself. */
export const PROGRAM_OPTIONS: Options = {
  ...GLOBAL_OPTIONS,
  version: { short: "V", help: "Show the version" },
};

/** A first map. */
export const PROGRAM_EXAMPLES: Command["examples"] = [
  ["htmap map double.ts --range 0:10 --tag dbl", "Map the default export of double.ts over 0 to 9"],
  ["htmap wait dbl", "Wait until it has finished"],
  ["htmap results dbl", "Print its results, a line each"],
  ["htmap remove dbl", "Remove it"],
];

/** The environment variables that htmap looks at, with what each is for. */
export const ENVIRONMENT: readonly (readonly [name: string, meaning: string])[] = [
  ["HTMAP_DIR", "The directory that htmap keeps maps in, ~/.htmap by default"],
  ["HTMAP_BACKEND", "What runs components: auto, htcondor or local, if no setting says it"],
  ["HTMAP_DELIVERY", "How htmap gets to where components run, if no setting says it"],
  ["HTMAP_CONDOR_SCHEDULER", "The schedd that jobs go to, if no setting says it"],
  ["HTMAP_CONDOR_COLLECTOR", "The collector of its pool, if no setting says it"],
  ["HTMAP_DOCKER_IMAGE", "The image for components in Docker, if no setting says it"],
  ["HTMAP_SINGULARITY_IMAGE", "The same for Singularity or Apptainer"],
  ["HTMAP_LOG_LEVEL", "What is logged: debug, info, warning, error or none, if no setting says it"],
  ["NO_COLOR", "If it is set, nothing is coloured without --color"],
];

/** The files that htmap reads and writes, with what each is. */
export const FILES: readonly (readonly [path: string, meaning: string])[] = [
  ["~/.htmaprc", "The settings, in TOML; see `htmap settings`"],
  ["~/.htmap", "Maps, tags, copies of the program that are sent along, and the log"],
];
