import { assert, assertEquals, assertStringIncludes } from "../../deps.ts";
import { encode } from "../../../lib/codec/codec.ts";
import { submitNotes } from "../../../lib/events/log.ts";
import { EventLog, eventText } from "../../../lib/events/writer.ts";
import { componentTime } from "../../../lib/map/component_times.ts";
import {
  reserveSubmission,
  writeDescription,
  writeSubmissionParts,
} from "../../../lib/map/map_files.ts";
import { HTMap, openMap } from "../../../lib/map/map.ts";
import { settings } from "../../../lib/settings/settings.ts";
import type { MapPaths } from "../../../lib/store/paths.ts";
import { type MapOptions, resolveOptions } from "../../../lib/submission/options.ts";
import { recordFile } from "../../../lib/wire/records.ts";
import { isThere } from "../../../lib/base/files.ts";
import { type Sandbox, sandbox } from "../../helpers/sandbox.ts";
import { status } from "../../../mod.ts";
import { saidBy } from "../../helpers/said.ts";

const TIME = { user: 0, system: 0 };

interface Made {
  components?: number;
  seconds?: number | undefined;
  options?: MapOptions;
  /** How many have ended. */
  ended?: number;
}

/** A map of HTCondor's whose components took some time each, as it is found on disk. */
async function madeMap(
  { directory }: Sandbox,
  { components = 100, seconds, options = {}, ended = components }: Made,
): Promise<MapPaths> {
  await directory.ensure();
  const paths = directory.map(crypto.randomUUID());
  for (const path of [paths.root, paths.outputs, paths.submissions, paths.logs]) {
    await Deno.mkdir(path, { mode: 0o700 });
  }
  await Deno.writeTextFile(directory.tag("short"), paths.uuid);
  const jobs = Array.from({ length: components }, (_, job) => job);
  await reserveSubmission(paths, jobs);
  await writeSubmissionParts(paths, {
    options: resolveOptions(options, components),
    delivery: { descriptors: {}, arguments: [], inputFiles: [] },
  });
  using log = new EventLog(paths.events, true);
  for (const proc of jobs) {
    const id = { cluster: 1, proc };
    log.write(eventText(id, { event: "submitted", notes: submitNotes(0) }));
    if (proc >= ended) continue;
    const memory = { asked: 1, given: 1 };
    log.write(
      eventText(id, { event: "terminated", end: { exitCode: 0 }, time: TIME, memory }),
    );
    // One of them took very long, which the median does not care about.
    const own = proc === 0 && seconds !== undefined ? 5000 : seconds;
    const run = { component: proc, status: "OK", usesClasses: false, seconds: own };
    const file = recordFile("output", [encode(run), encode("x".repeat(proc === 1 ? 100_000 : 1))]);
    await Deno.writeFile(paths.output(proc, 0), file);
  }
  await writeDescription(paths, {
    layout: { components, chunk: 1 },
    inputStarts: [0],
    backend: "htcondor",
    functionName: "f",
    version: "1",
    created: "",
  });
  return paths;
}

/** Opens it as another process would, which has no object of it. */
async function opened({ directory }: Sandbox, paths: MapPaths): Promise<HTMap> {
  return await openMap(directory, "short", paths.uuid);
}

Deno.test("status() says once which chunk fits components that are short, and how to write it", async () => {
  await using box = await sandbox();
  await box.within(async () => {
    const paths = await madeMap(box, { components: 500, seconds: 0.25 });
    const layout = { components: 500, chunk: 1 };
    assertEquals(componentTime({ paths, layout }), { seconds: 0.25, sample: 60 });
    const map = await opened(box, paths);
    const [line = "", ...more] = await saidBy(() => status([map]));
    assertEquals(more, []);
    assertStringIncludes(line, 'The components of the map "short" take 0.25 s each');
    assertStringIncludes(line, "mapOptions: { chunk: 10 }");
    assertStringIncludes(line, "-o chunk=10 ");
    assertStringIncludes(line, "htmap rerun map short --chunk 10");
    assertEquals(await saidBy(() => status([map])), []);
    assertEquals(await saidBy(() => map.wait()), []);
    assertEquals(await saidBy(() => map.status()), []);
  });
});

Deno.test("wait() says it, too", async () => {
  await using box = await sandbox();
  await box.within(async () => {
    const map = await opened(box, await madeMap(box, { seconds: 3 }));
    const [line = ""] = await saidBy(() => map.wait());
    assertStringIncludes(line, "mapOptions: { chunk: 2 }");
    assertEquals(await saidBy(() => status([map])), []);
  });
});

for (
  const [what, made] of Object.entries<Made>({
    "components take a minute": { seconds: 61 },
    "there would be too few jobs": { components: 99, seconds: 1 },
    "it is not known how long they took": { seconds: undefined },
    "each has an option of its own": {
      seconds: 1,
      options: { request_memory: Array.from({ length: 100 }, () => "1GB") },
    },
  })
) {
  Deno.test(`nothing is said of chunks where ${what}`, async () => {
    await using box = await sandbox();
    await box.within(async () => {
      const map = await opened(box, await madeMap(box, made));
      assertEquals(await saidBy(() => map.wait()), []);
    });
  });
}

Deno.test("the setting CHUNK.SHORT says which components are short", async () => {
  await using box = await sandbox();
  await box.within(async () => {
    settings.set("CHUNK.SHORT", 0.5);
    const map = await opened(box, await madeMap(box, { seconds: 1 }));
    assertEquals(await saidBy(() => map.wait()), []);
  });
});

Deno.test("what was not said once, since others had not finished, may be said later", async () => {
  await using box = await sandbox();
  await box.within(async () => {
    const paths = await madeMap(box, { components: 200, seconds: 1, ended: 19 });
    const map = await opened(box, paths);
    assertEquals(await saidBy(() => map.wait({ timeout: 0 }).catch(() => {})), []);
    assert(!isThere(paths.chunkAdvised));
  });
});

Deno.test("status() is told though nothing can be remembered, and advice goes unsaid", async () => {
  await using box = await sandbox();
  await box.within(async () => {
    const paths = await madeMap(box, { seconds: 1 });
    const map = await opened(box, paths);
    // Root may write everywhere; but not put a file where there is a directory.
    await Deno.mkdir(paths.chunkAdvised);
    let table = "";
    assertEquals(await saidBy(async () => table = await status([map])), []);
    assertStringIncludes(table, "short");
    await Deno.remove(paths.chunkAdvised);
    await Deno.writeTextFile(paths.submissionParts, "not this");
    assertEquals(await saidBy(async () => table = await status([map])), []);
  });
});
