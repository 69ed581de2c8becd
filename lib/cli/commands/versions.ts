/**
 * `htmap versions`
 *
 * @module
 */

import { load } from "../maps.ts";
import type { MapVersion } from "../../map/component_versions.ts";
import { printable } from "../../text/printable.ts";
import { textTable } from "../../text/text_table.ts";
import { rangesText } from "../../wire/layout.ts";
import { type Command, defineCommand } from "../command.ts";
import { FORMAT_OPTIONS, printJson } from "../formats.ts";
import { print } from "../output.ts";

/** Shows the versions of a map. */
export const command: Command = defineCommand({
  parameters: ["TAG"],
  options: FORMAT_OPTIONS,
  description:
    "A map has a version more each time that components run again with another function or other options: " +
    "see `htmap rerun map --with` and `--option`. The components of a version are those whose results are " +
    "of it, or that run with it now.",
  examples: [[
    "htmap versions dbl",
    "Show the versions of a map, and which components are of which",
  ]],
  async run({ args: [tag], options: { format } }): Promise<void> {
    const versions = await (await load(tag)).versions();
    if (format === "json") return printJson(versions);
    const rows = versions.map((one) => [
      String(one.version),
      one.created.toISOString().slice(0, 19).replace("T", " "),
      changesOf(one),
      rangesText(one.components) || "none",
    ]);
    const header = ["Version", "Made (UTC)", "What is new", "Components"];
    print(textTable(header, rows, ["right", "left", "left", "left"]));
  },
});

function changesOf({ hasNewFunction, functionName, mapOptions }: MapVersion): string {
  const options = Object.entries(mapOptions).map(([key, value]) => `${key} = ${value}`);
  return printable([...hasNewFunction ? [functionName] : [], ...options].join(", "));
}
