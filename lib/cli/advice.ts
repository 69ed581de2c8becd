/**
 * What the library's errors say on the command line, where advice has to be a command.
 *
 * @module
 */

import {
  type HTMapError,
  MapComponentError,
  MapComponentRemoved,
  MapWasRemoved,
  MissingSetting,
  TagAlreadyExists,
} from "../base/errors.ts";
import { shellWord } from "../text/shell_word.ts";

/** How many characters of a line of an error report are shown where others are, too. */
const LONG_LINE = 1000;

/**
 * Words an error for the command line.
 *
 * @param error The error.
 * @returns Its message, with commands for the library's calls.
 */
export function messageOf(error: HTMapError): string {
  if (error instanceof TagAlreadyExists && error.foreign === undefined) {
    const tag = shellWord(error.tag);
    return `The tag "${error.tag}" is in use. Look at that map with \`htmap status ${tag}\`, remove it ` +
      `with \`htmap remove ${tag}\`, or choose another tag`;
  }
  if (error instanceof MapComponentError) {
    return `Component ${error.component} of map "${error.tag}" failed. Mend the function and run ` +
      `\`${
        rerun(error)
      } --with FILE\`, or, if the cause was elsewhere, as in a program or a file, and is mended or has ` +
      "passed, the same without --with. Its error report:\n" +
      shortened(error.report, error.tag);
  }
  if (error instanceof MapComponentRemoved) {
    return `Component ${error.component} of map "${error.tag}" was removed from the queue: ` +
      `${error.reason}. Run it again with \`${rerun(error)}\``;
  }
  if (error instanceof MapWasRemoved) {
    return `The map "${error.tag}" was removed meanwhile. Make it again with \`htmap map\``;
  }
  if (error instanceof MissingSetting) {
    return `The setting ${error.key} has no value. Set it with \`htmap set ${error.key} VALUE\``;
  }
  return error.message;
}

function rerun({ tag, component }: MapComponentError | MapComponentRemoved): string {
  return `htmap rerun components ${shellWord(tag)} ${component}`;
}

/** Cuts lines that would fill the screen, such as a message of a thousand words. */
function shortened(report: string, tag: string): string {
  return report.split("\n").map((line) =>
    line.length <= LONG_LINE
      ? line
      : `${line.slice(0, LONG_LINE)}… (and ${
        line.length - LONG_LINE
      } characters, which \`htmap errors ${shellWord(tag)}\` shows)`
  ).join("\n");
}
