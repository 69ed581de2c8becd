/**
 * `htmap report`
 *
 * @module
 */

import { dirname } from "node:path";
import { HTMapError } from "../../base/errors.ts";
import { statIfThere, writeFileAtomically } from "../../base/files.ts";
import type { MapSummary } from "../../map/summary.ts";
import { type Command, defineCommand } from "../command.ts";
import { UsageError } from "../failures.ts";
import { FORMAT_OPTIONS, printJson } from "../formats.ts";
import { note, print } from "../output.ts";

/** Looks back on a map. */
export const command: Command = defineCommand({
  parameters: ["TAG"],
  options: {
    html: {
      value: "FILE",
      once: true,
      help: "Write it as a page for a browser, which needs no network; - is standard output",
    },
    ...FORMAT_OPTIONS,
  },
  description:
    "Tells how long the components of a map waited and ran, what memory they used, what failed and where, by " +
    "what is known now, and what to do otherwise the next time. It can be asked for while the map runs.",
  examples: [
    ["htmap report dbl", "Look back on a map"],
    ["htmap report dbl --html dbl.html", "The same as a page with figures"],
  ],
  async run({ args: [tag], options: { html, format } }): Promise<void> {
    if (html !== undefined && format === "json") {
      throw new UsageError("Give either --html or --format json");
    }
    if (html !== undefined && html !== "-") await checkPlace(html);
    const [{ load }, { summarize }] = await Promise.all([
      import("../../api/management.ts"),
      import("../../map/map.ts"),
    ]);
    const summary = await summarize(await load(tag));
    if (format === "json") return printJson(inJson(summary));
    if (html === undefined) return print((await import("../report/plain.ts")).reportText(summary));
    const page = (await import("../report/page.ts")).reportPage(summary, new Date());
    if (html === "-") return print(page.trimEnd());
    await writeFileAtomically(html, page, "name another file");
    await Deno.chmod(html, 0o666 & ~Deno.umask()); // to be shown to others
    note(`Wrote ${html}: open it in a browser`);
  },
});

/** Where the page cannot be written, that is said before the work is done. */
async function checkPlace(file: string): Promise<void> {
  const directory = dirname(file);
  if (!(await statIfThere(directory))?.isDirectory) {
    throw new HTMapError(
      `There is no directory ${directory} for the page. Make it, or name another file`,
    );
  }
  if ((await statIfThere(file))?.isDirectory) {
    throw new HTMapError(`${file} is a directory. Name a file in it`);
  }
}

/** All of a summary but what happened to each job. Times are in seconds, memory in MB. */
function inJson({ jobs, span, counts, versions, failures, ...rest }: MapSummary): unknown {
  return {
    ...rest,
    counts: Object.fromEntries(counts),
    from: span && new Date(span.from),
    to: span && new Date(span.to),
    runs: jobs.reduce((sum, job) => sum + job.runs.length, 0),
    failures: failures.kinds,
    versions: versions.length,
  };
}
