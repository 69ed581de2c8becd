import { Capture } from "../../../lib/capture/mod.ts";
import type { ClassRegistry } from "../../../lib/codec/codec.ts";
import { CannotCapture } from "../../../lib/base/errors.ts";
import { assert, assertEquals, assertMatch, assertRejects } from "../../deps.ts";
import type { Case } from "./case.ts";
import { captureTo, outcomeOf, runAll } from "./elsewhere.ts";

async function readCases(): Promise<Map<string, Case>> {
  const cases = new Map<string, Case>();
  const folder = new URL("./cases/", import.meta.url);
  const only = Deno.env.get("HTMAP_CASE");
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
  for (const name of names) {
    if (only && name !== `${only}.ts`) continue;
    const module: { default: Case } = await import(new URL(name, folder).href);
    cases.set(name.replace(/\.ts$/, ""), module.default);
  }
  return cases;
}

Deno.test("Capture takes every function there is a case of", async (t) => {
  const cases = await readCases();
  const root = await Deno.makeTempDir();
  const travelled = new Map<string, ClassRegistry>();
  const failures = new Map<string, unknown>();
  for (const [name, one] of cases) {
    if (one.kind !== "travels") continue;
    try {
      travelled.set(name, await captureTo(`${root}/${name}`, one.func, one.args));
    } catch (error) {
      failures.set(name, error);
      await Deno.remove(`${root}/${name}`, { recursive: true }).catch(() => {});
    }
  }
  await runAll(root);
  for (const [name, one] of cases) {
    await t.step(`${name}: ${one.about}`, async () => {
      if (one.kind === "refused") return await checkRefusal(one);
      if (failures.has(name)) throw failures.get(name);
      const outcome = await outcomeOf(`${root}/${name}`, travelled.get(name)!);
      if (outcome.threw) throw new Error(outcome.threw.text);
      if (typeof one.gives === "function") assert(one.gives(outcome.gave));
      else assertEquals(outcome.gave, one.gives);
    });
  }
  await Deno.remove(root, { recursive: true });
});

async function checkRefusal(one: Case): Promise<void> {
  assert(one.kind === "refused");
  const error = await assertRejects(async () => {
    const captured = await Capture.of(one.func);
    await captured.finish();
  }, CannotCapture);
  assertEquals(error.path, one.path);
  assertMatch(error.message, one.saying);
}
