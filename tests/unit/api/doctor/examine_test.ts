import { assertEquals, assertRejects, assertStringIncludes } from "../../../deps.ts";
import { examine } from "../../../../lib/api/doctor/examine.ts";
import { type Check, fault, notChecked, note, ok } from "../../../../lib/api/doctor/finding.ts";
import { HTCondorError, HTMapError } from "../../../../lib/base/errors.ts";

function check(name: string, run: Check["run"], more: Partial<Check> = {}): Check {
  return { name, timeout: 60_000, run, ...more };
}

const well = (): Promise<[ReturnType<typeof ok>]> => Promise.resolve([ok("Well")]);

Deno.test("examine() gives what checks have found in their order, whichever ends first", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const found = await examine([
    check("slow", async () => (await promise, [note("Slow")])),
    check("fast", () => (resolve(), well())),
  ], {});
  assertEquals(found.map(({ check, findings }) => [check, findings[0]?.text]), [
    ["slow", "Slow"],
    ["fast", "Well"],
  ]);
});

Deno.test("examine() runs no check whose need has a fault, or was not looked at itself", async () => {
  let ran = 0;
  const run: Check["run"] = () => (ran++, well());
  const found = await examine([
    check("base", () => Promise.resolve([ok("Well"), fault("Broken")])),
    check("house", run, { needs: ["base"] }),
    check("roof", run, { needs: ["house"] }),
    check("garden", run, { after: ["base"] }),
    check("nothing", () => Promise.resolve([])),
    check("something", run, { needs: ["nothing"] }),
  ], {});
  assertEquals(ran, 2);
  assertEquals(found.map(({ unmet }) => unmet), [
    undefined,
    "base",
    "house",
    undefined,
    undefined,
    undefined,
  ]);
  assertEquals(found[1]?.findings, [notChecked("The house: first see to the base, above")]);
});

Deno.test("examine() makes a fault of what a check throws, with its advice", async () => {
  const throwing = (error: unknown): Check["run"] => () => Promise.reject(error);
  const found = await examine([
    check("own", throwing(new HTMapError("That is wrong. Mend it"))),
    check("tool", throwing(new HTCondorError("condor_q", "failed", "\n Why\n More", "Do so"))),
    check("system", throwing(new Error("Too many open files (os error 24)"))),
    check("other", throwing("odd")),
  ], {});
  assertEquals(found.flatMap(({ findings }) => findings), [
    fault("That is wrong. Mend it"),
    fault("condor_q failed: Why", { advice: "Do so" }),
    fault("The system cannot be looked at: this process has too many files open", {
      advice:
        "Have it open fewer at once, or raise the limit, which `ulimit -n` shows, and try again",
    }),
    fault("The other cannot be looked at: odd", {
      advice: "See what is said there, and try again",
    }),
  ]);
});

Deno.test("examine() does not wait for a check that hangs and hears no signal", async () => {
  const hanging = check("disk", () => new Promise(() => {}), { timeout: 1 });
  const [found] = await examine([hanging], {});
  assertStringIncludes(found?.findings[0]?.text ?? "", "The disk: there was no answer within");
});

Deno.test("examine() tells a check to stop, waits for it and throws the reason", async () => {
  const controller = new AbortController();
  let isUndone = false;
  const stopped = check("job", ({ signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener("abort", () => {
        isUndone = true;
        reject(signal.reason);
      });
      controller.abort(new Error("Stop"));
    }));
  await assertRejects(
    () => examine([stopped], { signal: controller.signal }),
    Error,
    "Stop",
  );
  assertEquals(isUndone, true);
});

Deno.test("examine() tells how many checks are over, and what is being done", async () => {
  const told: [number, string][] = [];
  const saying = check("one", ({ say }) => (say("one: digging"), well()));
  await examine([saying], { progress: (done, now) => void told.push([done, now]) });
  assertEquals(told, [[0, "one"], [0, "one: digging"], [1, ""]]);
});
