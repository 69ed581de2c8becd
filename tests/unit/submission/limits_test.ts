import { errors } from "../../../mod.ts";
import { adviceOnMaxRetries, limitDescriptors } from "../../../lib/submission/limits.ts";
import { faultOfMapOption } from "../../../lib/submission/map_settings.ts";
import {
  checkOptions,
  type MapOptions,
  mapOptionsFromSettings,
  mergeMapOptions,
  resolveOptions,
} from "../../../lib/submission/options.ts";
import { assertEquals, assertStringIncludes, assertThrows } from "../../deps.ts";

for (const retries of [-1, 1.5, "2", NaN, Infinity, [1, 2]]) {
  Deno.test(`retries cannot be ${Deno.inspect(retries)}`, () => {
    assertThrows(
      () => checkOptions({ retries } as MapOptions),
      errors.InvalidOption,
      "The map option retries must be a whole number from 0",
    );
  });
}

for (const timeLimit of [0, -1, "2", NaN, Infinity, [1000]]) {
  Deno.test(`timeLimit cannot be ${Deno.inspect(timeLimit)}`, () => {
    assertThrows(
      () => checkOptions({ timeLimit } as MapOptions),
      errors.InvalidOption,
      "The map option timeLimit must be a number of milliseconds above 0",
    );
  });
}

Deno.test("retries cannot be given beside what says when HTCondor runs a job again", () => {
  const others: MapOptions[] = [
    { max_retries: 3 },
    { JobMaxRetries: 3 },
    { customOptions: { JobMaxRetries: 3 } },
    { retry_until: "ExitCode == 3" },
    { success_exit_code: 1 },
    { on_exit_remove: "False" },
    { max_retries: [1, 2] },
  ];
  for (const other of others) {
    assertThrows(
      () => checkOptions({ ...other, retries: 1 }),
      errors.InvalidOption,
      "cannot be given together with retries",
    );
    checkOptions(other);
    checkOptions({ ...other, retries: 0 });
  }
});

Deno.test("the limits of the nearest place count", () => {
  const merged = mergeMapOptions({ retries: 0 }, { retries: 3, timeLimit: 1000 }, { timeLimit: 5 });
  assertEquals(merged, { retries: 0, timeLimit: 1000 });
});

Deno.test("in the settings a time limit is in seconds", () => {
  assertEquals(mapOptionsFromSettings({ timeLimit: 1.5, retries: 2 }), {
    timeLimit: 1500,
    retries: 2,
  });
  assertEquals(faultOfMapOption("timeLimit", 90), undefined);
  for (const wrong of ["soon", -1, true]) {
    assertStringIncludes(faultOfMapOption("timeLimit", wrong) ?? "", "a number of seconds above 0");
  }
  assertStringIncludes(faultOfMapOption("retries", "often") ?? "", "whole number from 0");
});

Deno.test("a name that is nearly that of a limit is not taken for a descriptor", () => {
  for (const [key, meant] of [["time_limit", "timeLimit"], ["Retries", "retries"]] as const) {
    assertThrows(
      () => checkOptions({ [key]: 3 }),
      errors.InvalidOption,
      `Did you mean ${meant}?`,
    );
  }
});

Deno.test("resolveOptions() has limits only where they are asked for", () => {
  const limits = (options: MapOptions): unknown => {
    const { retries, timeLimit } = resolveOptions(options, 1);
    return [retries, timeLimit];
  };
  assertEquals(limits({}), [undefined, undefined]);
  assertEquals(limits({ retries: 0 }), [undefined, undefined]);
  assertEquals(limits({ retries: null, timeLimit: null }), [undefined, undefined]);
  assertEquals(limits({ retries: 2, timeLimit: 0.5 }), [2, 1]);
});

Deno.test("limitDescriptors() prefers machines that the job has not been on", () => {
  assertEquals(limitDescriptors({}, []), []);
  assertEquals(limitDescriptors({ timeLimit: 5 }, []), [["MY.HTMapTimeLimit", "5"]]);
  assertEquals(limitDescriptors({ retries: 2 }, []), [
    ["max_retries", "2"],
    ["MY.HTMapRetries", "2"],
    ["job_machine_attrs", "Machine"],
    ["job_machine_attrs_history_length", "2"],
    [
      "rank",
      "ifThenElse(member(TARGET.Machine, { MY.MachineAttrMachine0, MY.MachineAttrMachine1 }), 0, 1)",
    ],
  ]);
});

Deno.test("limitDescriptors() leaves the user's own as they are", () => {
  const names = (...given: [string, string][]): string[] =>
    limitDescriptors({ retries: 1 }, given).map(([key]) => key);
  for (const rank of ["rank", "Rank", "preferences", "MY.Rank"]) {
    assertEquals(names([rank, "Memory"]), ["max_retries", "MY.HTMapRetries"]);
  }
  const [, , attributes] = limitDescriptors({ retries: 1 }, [["Job_Machine_Attrs", "Cpus"]]);
  assertEquals(attributes, ["Job_Machine_Attrs", "Cpus, Machine"]);
  assertEquals(names(["job_machine_attrs_history_length", "5"]), [
    "max_retries",
    "MY.HTMapRetries",
    "job_machine_attrs",
    "rank",
  ]);
});

Deno.test("adviceOnMaxRetries() names what does more", () => {
  const advice = (options: MapOptions): string =>
    adviceOnMaxRetries(options, Object.entries(options)).join();
  assertStringIncludes(advice({ max_retries: 3 }), "give retries: 3 in its place");
  assertStringIncludes(advice({ max_retries: [1, 2] }), "give retries: 2 in its place");
  assertEquals(advice({ request_memory: 1 }), "");
  assertEquals(advice({ retries: 3 }), "");
});
