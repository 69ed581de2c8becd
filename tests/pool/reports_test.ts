import * as htmap from "../../mod.ts";
import { assertEquals } from "../deps.ts";
import { testBinaryOnPool } from "../helpers/binary_on_pool.ts";
import { ON_POOL, testOnPool } from "../helpers/on_pool.ts";
import { testReports } from "../helpers/report_behaviour.ts";
import { REPORTED, writeReportProject } from "../helpers/report_project.ts";

testReports("htcondor");

testBinaryOnPool(
  "the binary tells the user's calls and their local variables on a pool, where it was sent along",
  async (htmap, { root }) => {
    const path = await writeReportProject({
      root,
      async write(name, text) {
        await Deno.writeTextFile(`${root}/${name}`, text);
        return `${root}/${name}`;
      },
    });
    const { stdout, stderr } = await htmap("run", path);
    assertEquals(stdout, REPORTED, stderr);
  },
  { env: { HTMAP_DELIVERY: "transplant" } },
);

testOnPool(
  "Deno that was sent along tells the user's calls and their local variables, and no others",
  async () => {
    htmap.settings.set("DELIVERY_METHOD", "transplant");
    const work = async (x: number): Promise<unknown> => {
      const label = `case ${x}`;
      if (x === 0) return await fetch("http://127.0.0.1:1/");
      if (x === 1) return Deno.readTextFileSync("/none");
      throw new Error(label);
    };
    const mapOptions = { chunk: 3, captureLocals: true };
    const m = await htmap.map(work, [0, 1, 2], { ...ON_POOL, mapOptions });
    await m.wait({ errorsOk: true });
    const errors = [...(await m.errors()).values()];
    assertEquals(errors.map(({ stack }) => stack.map((frame) => frame.function)), [
      ["async work"], // it waited
      ["work"],
      ["work"],
    ]);
    assertEquals(errors[1]?.stack[0]?.locals, { x: "1", label: '"case 1"' });
    assertEquals(errors[2]?.stack[0]?.locals, { x: "2", label: '"case 2"' });
    for (const error of errors) {
      const calls = error.report().split("\n").filter((line) => /^\s+at /.test(line));
      assertEquals(calls.filter((line) => !line.includes("reports_test.ts:")), []);
    }
  },
);
