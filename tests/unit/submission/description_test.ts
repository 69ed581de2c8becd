import { assert, assertEquals, assertStringIncludes } from "../../deps.ts";
import {
  itemDataText,
  type Submission,
  submitDescriptionText,
} from "../../../lib/submission/description.ts";
import { type MapOptions, resolveOptions } from "../../../lib/submission/options.ts";
import { MapPaths } from "../../../lib/store/map_paths.ts";
import { GIVEN_MEMORY } from "../../../lib/wire/memory.ts";
import { FOUND_ARCHITECTURE, programFile } from "../../../lib/wire/names.ts";

const UUID = "01234567-89ab-cdef-0123-456789abcdef";

type Options = MapOptions & { chunk?: number };

/** A submission of a map of ten components. */
function submissionFor(options: Options, args: readonly string[] = ["execute"]): Submission {
  const components = 10;
  const chunk = options.chunk ?? 1;
  return {
    tag: "tag",
    paths: new MapPaths(`/maps/${UUID}`, UUID),
    layout: { components, chunk },
    inputStarts: [0],
    options: resolveOptions(options, components),
    delivery: { descriptors: { executable: "/bin/a$b" }, arguments: args, inputFiles: [] },
    jobs: Array.from({ length: components / chunk }, (_, job) => job),
    index: 0,
  };
}

/** The lines of its submit description. */
function linesFor(options: Options, args?: readonly string[]): string[] {
  const submission = submissionFor(options, args);
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

Deno.test("submitDescriptionText() leaves to HTCondor which machine's program is sent", () => {
  const file = `/kept/${programFile(FOUND_ARCHITECTURE)}.gz`;
  const submission = submissionFor({});
  const delivery = { ...submission.delivery, inputFiles: [file, "/a$b"] };
  const lines = submitDescriptionText({ ...submission, delivery }, "").split("\n");
  const files = lines.find((line) => line.startsWith("transfer_input_files = ")) ?? "";
  assertStringIncludes(files, `,${file},/a$(DOLLAR)b`);
});

Deno.test("submitDescriptionText() has HTCondor run jobs again, and says in their ads how often and how long", () => {
  const lines = linesFor({ retries: 2, timeLimit: 1500 });
  for (const line of ["max_retries = 2", "MY.HTMapRetries = 2", "MY.HTMapTimeLimit = 1500"]) {
    assert(lines.includes(line), line);
  }
  assert(lines.some((line) => line.startsWith("rank = ifThenElse(member(TARGET.Machine")));
  const files = (options: Options): string =>
    linesFor(options).find((line) => line.startsWith("transfer_input_files")) ?? "";
  assert(!files({ retries: 2 }).includes("attempts"));
  assert(!files({ chunk: 5 }).includes("attempts"));
  assertStringIncludes(
    files({ retries: 2, chunk: 5 }),
    ",htmap_outputs/attempts/htmap_attempts_$$([ProcId])",
  );
});
