import { builtinModules } from "node:module";
import type { ClassRegistry } from "../../../lib/codec/codec.ts";
import { assertEquals } from "../../deps.ts";
import { captureTo, outcomeOf, runAll } from "./elsewhere.ts";

/** All modules that a script can import; those that are internal it cannot. */
const MODULES = builtinModules.map((name) => `node:${name.replace(/^node:/, "")}`)
  .filter((name) => !name.startsWith("node:internal/") && name !== "node:traceEvents");

/** So many functions of each module are looked at. */
const FUNCTIONS = 8;

/** What a check must find of a module where it runs. */
const ALL_RIGHT = {
  variable: true,
  namespace: true,
  inObject: [true, true],
  inClass: [true, true],
  nested: true,
  functions: [],
  kinds: true,
};

/** Makes a function that holds a module in all ways, and tells whether it is the module still. */
async function holder(name: string): Promise<() => Promise<unknown>> {
  const namespace: { default: object } = await import(name);
  const module = namespace.default;
  const same = namespace;
  const box = { module, namespace };
  const deep = new Map([["deep", [{ module }]]]);
  const kinds = [typeof module, Object.prototype.toString.call(namespace)];
  class Holder {
    static module = module;
    namespace = namespace;
  }
  const functions = Object.keys(module).flatMap((key) => {
    const value: unknown = Object.getOwnPropertyDescriptor(module, key)?.value;
    return typeof value === "function" ? [[key, value] as const] : [];
  }).slice(0, FUNCTIONS);
  return async () => {
    const there = process.getBuiltinModule(name);
    const namespaceThere = await import(name);
    return {
      variable: module === there,
      namespace: same === namespaceThere,
      inObject: [box.module === there, box.namespace === namespaceThere],
      inClass: [Holder.module === there, new Holder().namespace === namespaceThere],
      nested: deep.get("deep")![0]!.module === there,
      functions: functions.filter(([key, func]) => Reflect.get(Object(there), key) !== func)
        .map(([key]) => key),
      kinds: typeof there === kinds[0] &&
        Object.prototype.toString.call(namespace) === kinds[1],
    };
  };
}

Deno.test("Capture finds every node: module again, under whatever name it was kept", async (t) => {
  const root = await Deno.makeTempDir();
  const classes = new Map<string, ClassRegistry>();
  const failures = new Map<string, unknown>();
  const directory = (name: string): string => `${root}/${name.replace(/\W/g, "_")}`;
  for (const name of MODULES) {
    try {
      classes.set(name, await captureTo(directory(name), await holder(name), []));
    } catch (error) {
      failures.set(name, error);
    }
  }
  await runAll(root);
  for (const name of MODULES) {
    await t.step(name, async () => {
      if (failures.has(name)) throw failures.get(name);
      const outcome = await outcomeOf(directory(name), classes.get(name)!);
      assertEquals(outcome, { gave: ALL_RIGHT });
    });
  }
  await Deno.remove(root, { recursive: true });
});
