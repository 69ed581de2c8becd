import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "../../deps.ts";
import {
  globalExpression,
  hostCall,
  hostMember,
  privatePartsText,
} from "../../../lib/wire/module.ts";

const CHECKOUT = fileURLToPath(new URL("../../../", import.meta.url));

/** What the contract says, what it could say, and the files that must not pass the type checker then. */
const RENAMED: readonly (readonly [said: string, instead: string, files: readonly string[]])[] = [
  ["start(", "begin(", ["lib/capture/emit/emit.ts", "lib/store/function/load_module.ts"]],
  ["fill(", "set(", ["lib/capture/emit/emit.ts", "lib/store/function/load_module.ts"]],
  ["meta(", "about(", ["lib/capture/graph/functions.ts", "lib/store/function/load_module.ts"]],
  ["program(", "run(", ["lib/capture/graph/referred.ts", "lib/store/function/load_module.ts"]],
  ["later(", "after(", ["lib/capture/graph/referred.ts", "lib/store/function/load_module.ts"]],
  ["htmap: object", "api: object", ["lib/capture/modules/imports.ts"]],
  ["setStatics(", "fix(", ["lib/capture/graph/private_members.ts"]],
  ["setStatics(", "fix(", ["lib/store/function/private_instances.ts"]],
  ["STATIC: 3", "CLASS: 3", ["lib/capture/graph/graph.ts"]],
  ["CELL: 0", "VARIABLE: 0", ["lib/store/function/captured_values.ts"]],
];

Deno.test("a name of the contract that only one side changes does not pass the type checker", async () => {
  const copy = await Deno.makeTempDir({ prefix: "htmap-contract-" });
  try {
    for (const folder of ["lib", "executor"]) {
      await new Deno.Command("cp", { args: ["-r", CHECKOUT + folder, copy] }).output();
    }
    await Deno.copyFile(`${CHECKOUT}deno.lock`, `${copy}/deno.lock`);
    await Deno.writeTextFile(`${copy}/deno.json`, "{}");
    const path = `${copy}/lib/wire/module.ts`;
    let text = await Deno.readTextFile(path);
    for (const [said, instead] of RENAMED) text = text.replace(said, instead);
    for (const [, instead] of RENAMED) assert(text.includes(instead), instead);
    await Deno.writeTextFile(path, text);
    const files = [...new Set(RENAMED.flatMap(([, , files]) => files))];
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", ...files],
      cwd: copy,
      env: { NO_COLOR: "1" },
    }).output();
    const said = new TextDecoder().decode(stderr);
    assertEquals(success, false);
    for (const file of files) assert(said.includes(`${copy}/${file}:`), `${file} passes:\n${said}`);
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
});

Deno.test("hostMember() and hostCall() write what the host is asked for", () => {
  assertEquals(hostMember("$host", "restoring"), "$host.restoring");
  assertEquals(
    hostCall("$host", "bind", "() => [f, t, a]", '"name"', "2"),
    '$host.bind(() => [f, t, a], "name", 2)',
  );
});

Deno.test("globalExpression() finds what the loader keeps for bundled modules", () => {
  Reflect.set(globalThis, Symbol.for("htmap.host"), "the host");
  try {
    assertEquals(new Function(`return ${globalExpression("htmap.host")}`)(), "the host");
  } finally {
    Reflect.deleteProperty(globalThis, Symbol.for("htmap.host"));
  }
});

Deno.test("privatePartsText() writes an object with all that is said of private members", () => {
  const text = privatePartsText({
    isDerived: "true",
    marksInstances: "false",
    parameters: "2",
    read: "() => [1]",
    write: "() => {}",
    setStatics: "() => {}",
  });
  const parts = new Function(`return ${text}`)();
  assertEquals([parts.isDerived, parts.marksInstances, parts.parameters], [true, false, 2]);
  assertEquals(parts.read(), [1]);
});
