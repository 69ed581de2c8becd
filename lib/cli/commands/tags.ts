/**
 * `htmap tags`
 *
 * @module
 */

import { foreignNote } from "../../api/foreign.ts";
import { getTags } from "../../api/management.ts";
import { type Command, defineCommand } from "../command.ts";
import { note, print } from "../output.ts";

/** Lists the tags in use. */
export const command: Command = defineCommand({
  parameters: [],
  options: {
    pattern: {
      value: "PATTERN",
      short: "p",
      many: true,
      help: 'List the tags that match a glob pattern, such as "scan-*"',
    },
  },
  description:
    "If HTMap for Python has its maps in the same directory, their tags are in use, too; which those are " +
    "is said on standard error.",
  examples: [
    ["htmap tags", "List all tags"],
    ['htmap tags -p "scan-*"', "List those that begin with scan-"],
  ],
  async run({ options: { pattern } }): Promise<void> {
    const tags = new Set<string>();
    for (const each of pattern.length > 0 ? pattern : [undefined]) {
      for (const tag of await getTags(each)) tags.add(tag);
    }
    for (const tag of [...tags].sort()) print(tag);
    for (const line of await foreignNote([...tags].sort())) note(line);
  },
});
