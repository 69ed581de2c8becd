import { InvalidArgument, InvalidOption } from "../../../lib/base/errors.ts";
import {
  argumentsNeeded,
  checkPlaces,
  filled,
  templateOf,
} from "../../../lib/store/function/program_places.ts";
import { assertEquals, assertStringIncludes, assertThrows } from "../../deps.ts";

/** What a program gets for an argument of its own and the arguments of a call. */
function told(arg: string, ...args: unknown[]): string {
  const template = templateOf(arg);
  checkPlaces("echo", [template], args, "The call");
  return filled(template, args);
}

Deno.test("places are those of GNU parallel", () => {
  const path = "in/data.tar.gz";
  assertEquals(told("{}", path), path);
  assertEquals(told("{.}", path), "in/data.tar");
  assertEquals(told("{/}", path), "data.tar.gz");
  assertEquals(told("{//}", path), "in");
  assertEquals(told("{/.}", path), "data.tar");
  assertEquals(told("--out={/.}.txt", path), "--out=data.tar.txt");
  assertEquals(told("{//}", "data"), ".");
  assertEquals(told("{.}", "in/.hidden"), "in/.hidden");
});

Deno.test("the elements of an argument list count from 0, and {} is all of them", () => {
  assertEquals(told("{1}-{0}", "a", 2), "2-a");
  assertEquals(told("{}", "a", 2), "a 2");
  assertEquals(argumentsNeeded(["x", "{1}{0}", "{}"].map(templateOf)), 2);
  assertEquals(argumentsNeeded(["x", "{.}"].map(templateOf)), 1);
  assertEquals(argumentsNeeded(["date"].map(templateOf)), 0);
});

Deno.test("braces that are no places stay as they are", () => {
  for (
    const text of [
      "{print $1}",
      'BEGIN {FS=","} {n++} END {print n}',
      "{a: .b}",
      "{1,3}",
      "s/a\\{3\\}/b/",
      "${HOME}/${1}",
      "{{.Names}} {{0}} {{}}",
      "{",
      "}{",
      '{"seed": [1]}',
    ]
  ) assertEquals(told(text, "x", "y"), text);
  assertEquals(told('{"a": [{}]}', 5), '{"a": [5]}');
  assertEquals(told('{"a":{}}', 5), '{"a":5}');
});

Deno.test("what looks like a place and is none is refused, with how to write it as it is", () => {
  for (const place of ["0.", "0/.", "#", "%", "a", "input", "-1", "00", "./"]) {
    const error = assertThrows(() => templateOf(`x{${place}}`), InvalidOption);
    assertStringIncludes(error.message, `knows no place {${place}}`);
    assertStringIncludes(error.message, "counted from 0");
    assertStringIncludes(error.message, `"\\\\{${place}}"`);
    assertEquals(told(`x\\{${place}}`, 1), `x{${place}}`);
  }
  assertEquals(told("\\{} {}", 1), "{} 1");
  assertEquals(told("\\\\{0}", 1), "\\{0}");
});

Deno.test("values become what a program can read", () => {
  assertEquals(told("{}", 0.5, 10n, true), "0.5 10 true");
  assertEquals(told("{}", new Date(0)), "1970-01-01T00:00:00.000Z");
  assertEquals(told("{}", new URL("https://example.org/a b")), "https://example.org/a%20b");
  assertEquals(told("{}", { k: [1, "{0}"] }), '{"k":[1,"{0}"]}');
});

Deno.test("a place without an argument, or with one no program can be told, is refused", () => {
  const places = [templateOf("{1}")];
  const check = (...args: unknown[]): InvalidArgument =>
    assertThrows(() => checkPlaces("wc", places, args, "Component 3"), InvalidArgument);
  assertStringIncludes(check("a").message, "Component 3 has 1 argument, but wc has the place {1}");
  assertStringIncludes(
    check("a").message,
    "count from 0. Write {0} for its first, or give it 2 arg",
  );
  assertStringIncludes(check().message, "Component 3 has 0 arguments");
  const cycle: unknown[] = [];
  cycle.push(cycle);
  for (
    const value of [
      undefined,
      null,
      new Map(),
      /x/,
      new Uint8Array(2),
      Symbol.iterator,
      cycle,
      "a\0",
    ]
  ) assertStringIncludes(check("a", value).message, "Component 3 is called with");
  assertThrows(() => told("{}"), InvalidArgument, "0 arguments");
  checkPlaces("wc", [templateOf("{0}")], ["a", undefined], "Component 3");
  checkPlaces("date", [templateOf("+%s")], [undefined], "Component 3");
});
