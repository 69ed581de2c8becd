/**
 * A map of very many components that have all ended, without the hours that running them would take.
 *
 * @module
 */

import { encode } from "../../lib/codec/codec.ts";
import { reserveSubmission } from "../../lib/map/map_files.ts";
import { parseOutputs } from "../../lib/store/output_files.ts";
import { MapPaths } from "../../lib/store/map_paths.ts";
import { InputWriter } from "../../lib/store/inputs.ts";
import { submitNotes } from "../../lib/events/log.ts";
import { recordFile } from "../../lib/wire/records.ts";

/** The map has no classes. */
const NO_CLASSES = { idOf: () => undefined, classOf: () => undefined };

/** How a map is grown. */
export interface Growth {
  /** How many components it gets. */
  readonly components: number;
  /** The input of each. */
  readonly input: (component: number) => unknown;
  /** What each gave; those that fail do not count. */
  readonly output: (component: number) => unknown;
  /** Whether a component failed: its error is that of the map's last component. */
  readonly failed?: (component: number) => boolean;
}

/**
 * Makes a small map that has finished into a large one.
 *
 * @param root The directory of the map; it runs one component a job.
 * @param growth What becomes of it.
 */
export async function growMap(root: string, growth: Growth): Promise<void> {
  const { components, input, output, failed = () => false } = growth;
  const paths = new MapPaths(root, "");
  const description = JSON.parse(await Deno.readTextFile(paths.description));
  const last = description.layout.components - 1;
  const { records } = parseOutputs(await Deno.readFile(paths.output(last, 0)), "the seed");
  const failure = records.find(({ status }) => status === "ERR")?.content;
  for (const path of [paths.inputs, paths.outputs]) {
    await Deno.remove(path, { recursive: true });
    await Deno.mkdir(path);
  }
  const writer = new InputWriter(paths, 1, NO_CLASSES);
  for (let component = 0; component < components; component++) {
    await writer.add([input(component)]);
  }
  const { layout, inputStarts } = writer.finish();
  await Deno.writeTextFile(
    paths.description,
    JSON.stringify({ ...description, layout, inputStarts }),
  );
  for (let component = 0; component < components; component++) {
    const isFailed = failed(component);
    const run = { component, status: isFailed ? "ERR" : "OK", usesClasses: false };
    const content = isFailed ? failure : encode(output(component));
    if (!content) throw new Error("the map has no component that failed");
    Deno.writeFileSync(
      paths.output(component, 0),
      recordFile("output", [encode(run), content]),
    );
    if (isFailed) Deno.writeTextFileSync(paths.failures(component, 0), `${component}\n`);
  }
  for (const path of [paths.submittedJobs(0), paths.submitDescription(0), paths.state]) {
    await Deno.remove(path).catch(() => {});
  }
  await reserveSubmission(paths, Array.from({ length: components }, (_, job) => job));
  using log = await Deno.open(paths.events, { write: true, truncate: true, create: true });
  const text = new TextEncoder();
  for (let job = 0; job < components; job += 1000) {
    const jobs = Array.from({ length: Math.min(1000, components - job) }, (_, i) => job + i);
    for (let rest = text.encode(jobs.map(eventsOf).join("")); rest.length > 0;) {
      rest = rest.subarray(log.writeSync(rest));
    }
  }
  // As its scheduler leaves it: it has nothing to do any more.
  const { size } = await log.stat();
  await Deno.writeTextFile(paths.localLock, JSON.stringify({ settledAt: size }));
}

/** What the log says of a job that ran. */
function eventsOf(job: number): string {
  const name = `(001.${String(job).padStart(3, "0")}.000) 2026-11-22 00:39:5`;
  return `000 ${name}0 Job submitted from host: <127.0.0.1:0?alias=node>\n    ${
    submitNotes(0)
  }\n...\n` +
    `001 ${name}3 Job executing on host: <127.0.0.1:0?alias=node>\n...\n` +
    `005 ${name}6 Job terminated.\n\t(1) Normal termination (return value 0)\n...\n`;
}
