import { assertEquals, assertThrows } from "../../deps.ts";
import * as there from "../../../executor/api.ts";
import { HTMapError } from "../../../lib/base/errors.ts";
import * as here from "../../../mod.ts";

Deno.test("htmap has the same names where components run", () => {
  assertEquals(Object.keys(there).sort(), Object.keys(here).sort());
});

Deno.test("htmap can be set up at the top of a module that components import", () => {
  there.settings.set();
  there.registerDeliveryMethod();
  assertEquals(there.mapped((x: number) => 2 * x)(21), 42);
  assertThrows(() => there.map(), HTMapError, "htmap.map does not work inside a component");
});
