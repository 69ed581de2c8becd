/**
 * `htmap files`
 *
 * @module
 */

import type { ComponentStatus } from "../../base/component_status.ts";
import { load } from "../maps.ts";
import type { HTMap } from "../../map/map.ts";
import { fileNames, OWN_DIRECTORY } from "../../map/file_names.ts";
import { counted } from "../../text/counted.ts";
import { isInteractive } from "../../text/displays.ts";
import { asOneLine } from "../../text/one_line.ts";
import { shellWord } from "../../text/shell_word.ts";
import { size } from "../../text/size.ts";
import { type Command, defineCommand, type OptionValues } from "../command.ts";
import { chosenComponents, STATUS_OPTION } from "../components_argument.ts";
import { EXIT_CODE, worstCode } from "../exit_codes.ts";
import { UsageError } from "../failures.ts";
import { interruptible } from "../interrupt.ts";
import { note, printText } from "../output.ts";
import { WAIT_OPTIONS } from "./wait.ts";

const FORMATS = ["table", "jsonl", "json", "csv", "tsv"] as const;

const OPTIONS = {
  to: {
    value: "DIR",
    once: true,
    help: "Copy them into this directory, which is made if it is not there, and print their paths",
  },
  name: {
    value: "TEMPLATE",
    parse: checkedTemplate,
    help:
      `What each is called there: {component} is the number of its component, {component:4} the ` +
      `same with 4 digits, {name} what the component called it (default: ${OWN_DIRECTORY})`,
  },
  overwrite: { help: "Replace files that are there already and are others" },
  null: { help: "End each path with a zero byte and as it is, for `xargs -0`" },
  ...STATUS_OPTION,
  format: {
    value: "FORMAT",
    choices: FORMATS,
    help: "How to list them, without --to: as a table (the default), as JSON, or as rows",
  },
  ...WAIT_OPTIONS,
} as const;

/** Lists the output files of a map's components, or copies them. */
export const command: Command = defineCommand({
  parameters: ["TAG", "[COMPONENT…]"],
  options: OPTIONS,
  description:
    "Without --to it lists the output files that are here: component, name, size in bytes and path. With " +
    "--to it waits for the map, or for the components that are named, and copies what they have sent " +
    "back; that some failed or are held is told by the exit code. What was copied before is not copied again; another file that is there is not replaced, and " +
    "where two files would be one, nothing is copied. Ctrl-C leaves no half file.",
  examples: [
    ["htmap files dbl", "List what a map has sent back by now"],
    ["htmap files dbl --to figures", "Copy the output files into figures/0, figures/1, …"],
    [
      'htmap files dbl 3 7 --to figures --name "{component:4}-{name}"',
      "Copy those of two components beside each other, as figures/0003-…",
    ],
    ["htmap files dbl --status completed --format csv", "List what the finished ones have sent"],
  ],
  async run({ args: [tag, ...components], options }): Promise<number> {
    checkTogether(options);
    const map = await load(tag);
    return await interruptible(
      async (signal) => {
        const chosen = await chosenComponents(map, components, options.status);
        if (options.to !== undefined) return await copy(map, options.to, chosen, options, signal);
        await list(map, chosen ?? map.components, options, signal);
        return EXIT_CODE.OK;
      },
      () =>
        options.to === undefined
          ? "Stopped"
          : `Stopped. The map ${tag} goes on; what was copied is whole, and the same command copies the rest`,
    );
  },
});

function checkedTemplate(text: string): string {
  fileNames(text); // throws if it is none
  return text;
}

type Given = OptionValues<typeof OPTIONS>;

/** Refuses options that would do nothing. */
function checkTogether(options: Given): void {
  if (options.to !== undefined) {
    if (options.format === undefined) return;
    throw new UsageError(
      "Give either --to or --format: with --to the paths are printed, one a line",
    );
  }
  const useless = (["name", "overwrite", "null", "timeout", "errors-ok", "holds-ok"] as const)
    .filter((name) => options[name] !== undefined && options[name] !== false);
  if (useless.length > 0) {
    throw new UsageError(`--${useless[0]} needs --to DIR: a list copies nothing`);
  }
}

async function list(
  map: HTMap,
  components: readonly number[],
  { format = "table" }: Given,
  signal: AbortSignal,
): Promise<void> {
  const [{ listSentBack }, { NamedValues }, { openWriter }] = await Promise.all([
    import("../../map/map.ts"),
    import("../rows.ts"),
    import("../value_writers.ts"),
  ]);
  const { tag } = map;
  const writer = await openWriter(format, { tag, name: "file", total: Infinity, signal });
  let others = 0;
  for await (const { component, name, path, kind } of listSentBack(map, components)) {
    if (kind === "other") others++;
    if (kind !== "file") continue;
    const { size: bytes } = await Deno.lstat(path);
    const row = format === "table"
      ? { name, size: size(bytes) }
      : { component, name, size: bytes, path };
    await writer.prepare(new NamedValues(row), component)();
  }
  await writer.end();
  if (others > 0) note(`${counted(others, "output")} left out: neither a file nor a directory`);
}

/** Copies what there is, as results are printed: what failed has none, and the exit code tells. */
async function copy(
  map: HTMap,
  directory: string,
  components: readonly number[] | undefined,
  options: Given,
  signal: AbortSignal,
): Promise<number> {
  const { name, overwrite, timeout } = options;
  const written = await map.collectFiles(directory, {
    ...{ components, name, overwrite, timeout, signal },
    errorsOk: true,
    holdsOk: true,
    showProgressBar: isInteractive(),
  });
  await printPaths(written, options.null);
  const states = await map.componentStatuses();
  const without = (status: ComponentStatus, isOk: boolean): number =>
    isOk || options.status.includes(status)
      ? 0
      : (components ?? map.components).filter((component) => states[component] === status).length;
  const tag = shellWord(map.tag);
  const failed = without("ERRORED", options["errors-ok"]);
  if (failed > 0) {
    note(
      `${
        counted(failed, "component")
      } failed, and may have sent back less: see \`htmap errors ${tag}\``,
    );
  }
  const held = without("HELD", options["holds-ok"]);
  if (held > 0) {
    note(
      `${
        counted(held, "component")
      } held, of which there is nothing yet: see \`htmap reasons ${tag}\``,
    );
  }
  return worstCode([failed > 0 ? EXIT_CODE.FAILED : 0, held > 0 ? EXIT_CODE.HELD : 0]);
}

/**
 * Prints paths, each on a line of its own. Their names come from execute nodes.
 *
 * @param paths The paths.
 * @param zero Whether each ends with a zero byte, so that it may hold line breaks.
 * @throws The errors of {@linkcode printText}.
 */
export async function printPaths(paths: readonly string[], zero: boolean): Promise<void> {
  if (zero) return await printText(paths.map((path) => `${path}\0`).join(""));
  await printText(paths.map((path) => `${asOneLine(path)}\n`).join(""));
}
