/**
 * `htmap tags`
 *
 * @module
 */

import { getTags } from "../maps.ts";
import { type Command, defineCommand } from "../command.ts";
import { FORMAT_OPTIONS, printJson } from "../formats.ts";
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
    ...FORMAT_OPTIONS,
  },
  description:
    "If HTMap for Python has its maps in the same directory, their tags are in use, too; which those are " +
    "is said on standard error.",
  examples: [
    ["htmap tags", "List all tags"],
    ['htmap tags -p "scan-*"', "List those that begin with scan-"],
    ['htmap tags -p "scan-*" | htmap status -', "Hand them to another command"],
  ],
  async run({ options: { pattern, format } }): Promise<void> {
    const tags = new Set<string>();
    for (const each of pattern.length > 0 ? pattern : [undefined]) {
      for (const tag of await getTags(each)) tags.add(tag);
    }
    const sorted = [...tags].sort();
    if (format === "json") printJson(sorted);
    else for (const tag of sorted) print(tag);
    const { foreignNote } = await import("../../api/foreign.ts");
    for (const line of await foreignNote(sorted)) note(line);
  },
});
