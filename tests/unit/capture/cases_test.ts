import { bundleFile } from "../../../lib/capture/bundle.ts";
import { Capture } from "../../../lib/capture/mod.ts";
import { type ClassRegistry, decode } from "../../../lib/codec.ts";
import { CannotCapture } from "../../../lib/errors.ts";
import { assert, assertEquals, assertMatch, assertRejects } from "../../deps.ts";
import type { Case } from "./case.ts";

interface Travelled {
  name: string;
  classes: ClassRegistry;
}

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

async function capture(root: string, name: string, one: Case): Promise<Travelled> {
  assert(one.kind === "travels");
  const captured = await Capture.of(one.func);
  const args = await captured.encode(one.args);
  const { module, values } = await captured.finish();
  const directory = `${root}/${name}`;
  await Deno.mkdir(directory);
  await Deno.writeTextFile(`${directory}/function.mjs`, module);
  await Deno.writeFile(`${directory}/values.cbor`, values);
  await Deno.writeFile(`${directory}/args.cbor`, args);
  return { name, classes: captured.classes };
}

/** Runs what was captured in a process that has nothing: no cache, no network, no files of ours. */
async function runElsewhere(root: string): Promise<void> {
  const place = await Deno.makeTempDir();
  const harness = await bundleFile(new URL("./harness.ts", import.meta.url).href);
  await Deno.writeTextFile(`${place}/harness.js`, harness.code);
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-all",
      "--no-config",
      "--no-lock",
      "--no-remote",
      "--no-npm",
      "--cached-only",
    ]
      .concat(`${place}/harness.js`, root),
    cwd: place,
    clearEnv: true,
    env: { DENO_DIR: `${place}/cache`, HOME: place, PATH: "/usr/bin:/bin", NO_COLOR: "1" },
  }).output();
  await Deno.remove(place, { recursive: true });
  assert(success, new TextDecoder().decode(stderr));
}

Deno.test("Capture takes every function there is a case of", async (t) => {
  const cases = await readCases();
  const root = await Deno.makeTempDir();
  const travelled = new Map<string, Travelled>();
  const failures = new Map<string, unknown>();
  for (const [name, one] of cases) {
    if (one.kind !== "travels") continue;
    try {
      travelled.set(name, await capture(root, name, one));
    } catch (error) {
      failures.set(name, error);
      await Deno.remove(`${root}/${name}`, { recursive: true }).catch(() => {});
    }
  }
  await runElsewhere(root);
  for (const [name, one] of cases) {
    await t.step(`${name}: ${one.about}`, async () => {
      if (one.kind === "refused") return await checkRefusal(one);
      if (failures.has(name)) throw failures.get(name);
      const { classes } = travelled.get(name)!;
      const bytes = await Deno.readFile(`${root}/${name}/out.cbor`);
      const outcome = decode(bytes, { classes }) as { gave?: unknown; threw?: { text: string } };
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
