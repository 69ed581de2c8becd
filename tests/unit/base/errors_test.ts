import { assert, assertEquals, assertStringIncludes } from "../../deps.ts";
import * as errors from "../../../lib/base/errors.ts";
import { isOneLine } from "../../../lib/text/one_line.ts";
import { CHECKOUT, sources } from "../../toolchain/deno_programs.ts";

/** The text of every module of the library. */
const modules = new Map<string, string>();
for (const folder of ["lib", "executor"]) {
  for (const path of await sources(`${CHECKOUT}/${folder}`)) {
    modules.set(path, await Deno.readTextFile(path));
  }
}

Deno.test("every error that users can catch is thrown somewhere", () => {
  const all = [...modules.values()].join("\n");
  const never = Object.keys(errors).filter((name) => !new RegExp(`new ${name}\\(`).test(all));
  assertEquals(never, []);
});

Deno.test("doc comments name only errors that there are", () => {
  let count = 0;
  for (const [path, text] of modules) {
    for (const [, name = ""] of text.matchAll(/@throws \{errors\.(\w+)\}/g)) {
      count++;
      assert(Object.hasOwn(errors, name), `${name} in ${path}`);
    }
  }
  assert(count > 80, `${count}`);
});

Deno.test("every error is an HTMapError and has its own name", () => {
  for (const [name, type] of Object.entries(errors)) {
    assert(type === errors.HTMapError || type.prototype instanceof errors.HTMapError, name);
    assertEquals(type.name, name);
  }
});

Deno.test("an error's message is one that a terminal only shows, and its fields are as they are", () => {
  const reason = "disk \x1b]0;full\x07";
  const error = new errors.MapComponentHeld("tag", 0, 21, reason);
  assert(isOneLine(error.message));
  assertStringIncludes(error.message, "disk ^[]0;full^G");
  assertEquals(error.reason, reason);
});
