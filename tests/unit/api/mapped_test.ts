import { assertEquals, assertStringIncludes, assertThrows } from "../../deps.ts";
import { mapped } from "../../../lib/api/mapped.ts";
import { InvalidArgument } from "../../../lib/base/errors.ts";

Deno.test("mapped() gives a function with the name, length and options it was made with", () => {
  function power(x: number, p: number): number {
    return x ** p;
  }
  const options = { request_memory: "200MB" };
  const plain = mapped(power, options);
  assertEquals([plain.name, plain.length, plain(2, 3)], ["power", 2, 8]);
  assertEquals([plain.func, plain.mapOptions], [power, options]);
  const text = 'MappedFunction(func = power, map_options = { request_memory: "200MB" })';
  assertEquals([String(plain), Deno.inspect(plain)], [text, text]);
  assertEquals(String(mapped(power)), "MappedFunction(func = power, map_options = {})");
});

Deno.test("mapped() takes the options first, in either form, and those of a mapped function below", () => {
  const f = (x: number): number => x;
  assertEquals(mapped({ mapOptions: { request_disk: "1GB" } })(f).mapOptions, {
    request_disk: "1GB",
  });
  assertEquals(mapped({ request_disk: "1GB" })(f).mapOptions, { request_disk: "1GB" });
  assertEquals(mapped()(f).mapOptions, {});
  const both = mapped(mapped(f, { request_disk: "1GB", request_memory: 1 }), { request_memory: 2 });
  assertEquals(both.mapOptions, { request_memory: 2, request_disk: "1GB" });
  assertEquals(both.func, f);
});

Deno.test("mapped() decorates no method of instances, and nothing but methods", () => {
  const decorator = mapped as (value: unknown, context: unknown) => unknown;
  const context = { kind: "method", static: false, name: "area", addInitializer: () => {} };
  const error = assertThrows(() => decorator(() => 1, context), InvalidArgument);
  assertStringIncludes(error.message, "area is a method of instances");
  const ofClass = { kind: "class", name: "Study", addInitializer: () => {} };
  assertThrows(() => decorator(class {}, ofClass), InvalidArgument, "Study is a class");
  for (const value of [1, null, "f", [1]]) {
    assertThrows(() => mapped(value as unknown as () => void), InvalidArgument, "takes a function");
  }
  assertThrows(() => mapped({})(1 as unknown as () => void), InvalidArgument, "takes a function");
});
