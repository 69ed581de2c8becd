import { isTestFile, planOnPool, planTests } from "../../toolchain/test_plan.ts";
import { assertEquals } from "../../deps.ts";

const PATHS = [
  "lib/tags.ts",
  "tests/deps.ts",
  "tests/bench/main_test.ts",
  "tests/unit/tags_test.ts",
  "tests/unit/capture/bundle_test.ts",
  "tests/local/map_test.ts",
  "tests/binary/cli_test.ts",
  "tests/pool/map_test.ts",
  "tests/pool/support.ts",
  "tests/packages/npm_test.ts",
];

Deno.test("isTestFile() knows a test file by its name and place", () => {
  assertEquals(PATHS.filter(isTestFile), [
    "tests/unit/tags_test.ts",
    "tests/unit/capture/bundle_test.ts",
    "tests/local/map_test.ts",
    "tests/binary/cli_test.ts",
    "tests/pool/map_test.ts",
    "tests/packages/npm_test.ts",
  ]);
  assertEquals(isTestFile("tests/unit/latest.ts"), false);
  assertEquals(isTestFile("tests/unit/fixtures/broken_test.ts"), false);
  assertEquals(isTestFile("lib/tags_test.ts"), false);
});

Deno.test("planTests() runs everything, the slow first, and once more what leans on Deno", () => {
  const plan = planTests(PATHS, { pool: true, oldest: true });
  assertEquals(plan.runs.map(({ file, deno }) => `${deno} ${file}`), [
    "current tests/packages/npm_test.ts",
    "current tests/pool/map_test.ts",
    "current tests/binary/cli_test.ts",
    "current tests/local/map_test.ts",
    "current tests/unit/capture/bundle_test.ts",
    "current tests/unit/tags_test.ts",
    "oldest tests/unit/capture/bundle_test.ts",
  ]);
  assertEquals(plan.leftOut, []);
  assertEquals([plan.needsPool, plan.needsBinary], [true, true]);
});

Deno.test("planTests() leaves out the pool tests, and says so, where there is no pool", () => {
  const plan = planTests(PATHS, { pool: false, oldest: false });
  assertEquals(plan.runs.map(({ file }) => file), [
    "tests/packages/npm_test.ts",
    "tests/binary/cli_test.ts",
    "tests/local/map_test.ts",
    "tests/unit/capture/bundle_test.ts",
    "tests/unit/tags_test.ts",
  ]);
  assertEquals(plan.leftOut, ["tests/pool/map_test.ts"]);
  assertEquals([plan.needsPool, plan.needsBinary], [false, true]);
});

Deno.test("planTests() prepares only what the files that were asked for need", () => {
  const packages = planTests(PATHS, { pool: true, oldest: true, only: ["tests/packages"] });
  assertEquals(packages.runs.length, 1);
  assertEquals([packages.needsBinary, packages.needsPackages], [false, true]);
  const binary = planTests(["tests/binary/packages/npm_test.ts"], { pool: true, oldest: true });
  assertEquals(binary.runs.length, 1);
  assertEquals([binary.needsBinary, binary.needsPackages], [true, true]);
  const unit = planTests(PATHS, { pool: true, oldest: false, only: ["tags", "bundle"] });
  assertEquals(unit.runs.length, 2);
  assertEquals([unit.needsPool, unit.needsBinary, unit.needsPackages], [false, false, false]);
  const local = planTests(PATHS, { pool: true, oldest: false, only: ["tests/local"] });
  assertEquals([local.needsPool, local.needsBinary], [false, true]);
  const none = planTests(PATHS, { pool: true, oldest: true, only: ["nothing is named so"] });
  assertEquals(none.runs, []);
});

Deno.test("planOnPool() runs the pool tests that were asked for once more, and nothing else", () => {
  const all = planTests([...PATHS, "tests/pool/python_test.ts"], { pool: true, oldest: true });
  const again = planOnPool(all, "25");
  assertEquals(again.runs, [{ file: "tests/pool/map_test.ts", deno: "current", condor: "25" }]);
  assertEquals([again.needsPool, again.needsBinary, again.needsPackages], [true, true, false]);
  const local = planOnPool(planTests(PATHS, { pool: true, oldest: true, only: ["local"] }), "25");
  assertEquals([local.runs.length, local.needsPool], [0, false]);
});
