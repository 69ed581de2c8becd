import { assertEquals, assertThrows } from "../../deps.ts";
import {
  InvalidOption,
  MisalignedInputData,
  ReservedOptionKeyword,
} from "../../../lib/base/errors.ts";
import { changeOptions } from "../../../lib/submission/changed_options.ts";
import { type MapOptions, resolveOptions } from "../../../lib/submission/options.ts";

const LAYOUT = { components: 2, chunk: 1 };

const BEFORE = resolveOptions({
  request_memory: "100MB",
  requirements: "HasA",
  environment: ["A=1", "A=2"],
  fixedInputFiles: ["/a/data.csv", "/a/more.csv"],
  inputFiles: [["/in/0"], ["/in/1"]],
  customOptions: { Project: '"x"', IsBig: true },
}, 2);

const change = (given: MapOptions): ReturnType<typeof changeOptions> =>
  changeOptions(BEFORE, given, LAYOUT);

Deno.test("changeOptions() keeps what is not given", () => {
  assertEquals(change({}), BEFORE);
});

Deno.test("changeOptions() puts what is given in the place of what there was, however its name is written", () => {
  for (const key of ["request_memory", "Request_Memory", "RequestMemory"]) {
    const { fixed } = change({ [key]: 200 });
    assertEquals(fixed.get(key), "200");
    assertEquals([...fixed.keys()].filter((one) => /memory/i.test(one)), [key]);
  }
  const fixed = change({ environment: "A=3" });
  assertEquals(fixed.variadic.size, 0);
  assertEquals(fixed.fixed.get("environment"), "A=3");
  const { variadic } = change({ request_memory: [1, 2] });
  assertEquals(variadic.get("request_memory"), ["1", "2"]);
  const custom = change({ customOptions: { project: '"y"' } }).fixed;
  assertEquals(custom.get("MY.project"), '"y"');
  assertEquals([custom.has("MY.Project"), custom.get("MY.IsBig")], [false, "true"]);
});

Deno.test("changeOptions() adds files and requirements; of two files with one name the new one is sent", () => {
  const { fixedInputFiles } = change({ fixedInputFiles: ["/b/data.csv", "/b/new.csv"] });
  assertEquals(fixedInputFiles, ["/b/data.csv", "/b/new.csv", "/a/more.csv"]);
  assertEquals(change({ requirements: "HasB" }).fixed.get("requirements"), "(HasB) && (HasA)");
  assertEquals(change({ inputFiles: ["/x", "/y"] }).inputFiles, [["/x"], ["/y"]]);
});

Deno.test("changeOptions() refuses what cannot be", () => {
  assertThrows(() => change({ chunk: 2 }), InvalidOption, "rerun(components, { chunk: 10 })");
  assertThrows(() => change({ environment: ["A=1"] }), MisalignedInputData, "2 components");
  assertThrows(() => change({ universe: "local" }), ReservedOptionKeyword);
  assertThrows(() => change({ request_memory: "1\n2" }), InvalidOption, "line break");
  const chunked = { components: 2, chunk: 2 };
  const before = resolveOptions({ chunk: 2 }, 2);
  const each = { request_memory: [1, 2] };
  assertThrows(() => changeOptions(before, each, chunked), InvalidOption, "share a job");
});
