/**
 * `htmap path`
 *
 * @module
 */

import { HTMapDirectory, type MapPaths } from "../../store/paths.ts";
import { listTags, uuidOfTag } from "../../store/tags.ts";
import { type Command, defineCommand } from "../command.ts";
import { UsageError } from "../failures.ts";
import { print } from "../output.ts";
import { didYouMean } from "../../text/similar.ts";

/** The parts of a map that can be named, each with its path. */
export const MAP_PARTS: Readonly<Record<string, (paths: MapPaths, tagFile: string) => string>> = {
  map: (paths) => paths.root,
  tag: (_, tagFile) => tagFile,
  events: (paths) => paths.events,
  logs: (paths) => paths.logs,
  inputs: (paths) => paths.inputs,
  outputs: (paths) => paths.outputs,
};

/** Prints where htmap keeps a map, or a part of it. */
export const command: Command = defineCommand({
  parameters: ["TAG[:TARGET]"],
  options: {},
  description:
    `TARGET is one of ${Object.keys(MAP_PARTS).join(", ")}: the map's directory, as without ` +
    "it, its tag's file, its event log, and the directories of what its components wrote, of their inputs " +
    "and of their outputs.",
  examples: [
    ["htmap path dbl", "Print the map's directory"],
    ["htmap path dbl:events", "Print the path of its event log"],
  ],
  async run({ args: [named] }): Promise<void> {
    const directory = HTMapDirectory.current();
    // A tag may have a colon itself.
    const colon = (await listTags(directory)).includes(named) ? -1 : named.lastIndexOf(":");
    const tag = colon < 0 ? named : named.slice(0, colon);
    const target = colon < 0 ? "map" : named.slice(colon + 1);
    const pathOf = Object.hasOwn(MAP_PARTS, target) ? MAP_PARTS[target] : undefined;
    if (!pathOf) {
      const known = Object.keys(MAP_PARTS);
      throw new UsageError(
        `A map has no "${target}": TARGET is one of ${known.join(", ")}${
          didYouMean(target, known)
        }`,
      );
    }
    print(pathOf(directory.map(await uuidOfTag(directory, tag)), directory.tag(tag)));
  },
});
