import { assert, assertEquals, assertStringIncludes } from "../../deps.ts";
import {
  itemDataText,
  type Submission,
  submitDescriptionText,
} from "../../../lib/submission/description.ts";
import { type MapOptions, resolveOptions } from "../../../lib/submission/options.ts";
import { MapPaths } from "../../../lib/store/map_paths.ts";
import { GIVEN_MEMORY } from "../../../lib/wire/memory.ts";

const UUID = "01234567-89ab-cdef-0123-456789abcdef";

type Options = MapOptions & { chunk?: number };

/** The lines of the submit description of a map of ten components. */
function linesFor(
  options: Options,
  args: readonly string[] = ["execute"],
): string[] {
  const components = 10;
  const chunk = options.chunk ?? 1;
  const submission: Submission = {
    tag: "tag",
    paths: new MapPaths(`/maps/${UUID}`, UUID),
    layout: { components, chunk },
    inputStarts: [0],
    options: resolveOptions(options, components),
    delivery: { descriptors: { executable: "/bin/a$b" }, arguments: args, inputFiles: [] },
    jobs: Array.from({ length: components / chunk }, (_, job) => job),
    index: 0,
  };
  return submitDescriptionText(submission, itemDataText(submission)).split("\n");
}

Deno.test("submitDescriptionText() gives $(component) a meaning where it is used, and only there", () => {
  const isDefined = (options: Options, as = "$(Process)"): boolean =>
    linesFor(options).includes(`component = ${as}`);
  assert(isDefined({ description: "run $(Component)" }));
  assert(isDefined({ customOptions: { Which: "$INT(component)" } }));
  const description = Array.from({ length: 10 }, (_, i) => i > 8 ? "$(component)" : "");
  assert(isDefined({ description }, "$(htmap_job)"));
  assert(!isDefined({ description: "component" }));
});

Deno.test("submitDescriptionText() has each job's ad say which components it runs", () => {
  const attribute = (options: Options): string | undefined =>
    linesFor(options).find((line) => line.startsWith("MY.HTMapComponents = "));
  assertEquals(attribute({}), "MY.HTMapComponents = string(HTMapJob)");
  assertEquals(
    attribute({ chunk: 5 }),
    'MY.HTMapComponents = strcat(HTMapJob * 5, "-", min({ HTMapJob * 5 + 4, 9 }))',
  );
});

Deno.test("submitDescriptionText() has an executable named as it is", () => {
  assert(linesFor({}).includes("executable = /bin/a$(DOLLAR)b"));
});

Deno.test("submitDescriptionText() leaves to HTCondor what stands for the job's memory, and nothing else with a $", () => {
  const args = [`--flags=${GIVEN_MEMORY},--x`, "$$(Other)", "/home/$me/x.js"];
  assertStringIncludes(
    linesFor({}, args).join("\n"),
    `arguments = "--flags=$$([max({TARGET.Memory,64})]),--x $(DOLLAR)$(DOLLAR)(Other) ` +
      `/home/$(DOLLAR)me/x.js $$([ProcId]) 0"`,
  );
});

Deno.test("submitDescriptionText() says of jobs that differ by their number only nothing of each", () => {
  const lines = linesFor({});
  assert(lines.includes("queue 10"));
  assert(lines.includes("MY.HTMapJob = ProcId"));
  assert(!lines.some((line) => line.includes("htmap_job")), lines.join("\n"));
  const each = Array.from({ length: 10 }, (_, i) => `${i + 1}GB`);
  const variadic = linesFor({ request_memory: each }).join("\n");
  assertStringIncludes(variadic, "queue htmap_job, htmap_input, htmap_option0 from /maps/");
  assertStringIncludes(variadic, "MY.HTMapJob = $(htmap_job)");
});
