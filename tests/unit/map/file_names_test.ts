import { assertEquals, assertThrows } from "../../deps.ts";
import { errors } from "../../../mod.ts";
import { fileNames } from "../../../lib/map/file_names.ts";

Deno.test("fileNames() puts the number of the component and the name into the pattern", () => {
  const named: [pattern: string, expected: string][] = [
    ["{component}/{name}", "7/sub/x y.txt"],
    ["{name}", "sub/x y.txt"],
    ["{component:3}-{name}", "007-sub/x y.txt"],
    ["{component:03}/{component}.csv", "007/7.csv"],
    ["$&{name}$1", "$&sub/x y.txt$1"],
  ];
  for (const [pattern, expected] of named) {
    assertEquals(fileNames(pattern).of(7, "sub/x y.txt"), expected);
  }
  assertEquals(fileNames("{name}").of(7, "$& {component} {name}"), "$& {component} {name}");
});

Deno.test("fileNames() refuses what is no pattern, or could lead out of the directory", () => {
  const wrong = ["", "/{name}", "../{name}", "a/../../{name}", "./{name}", "{name}/", "a//{name}"];
  for (
    const pattern of [...wrong, "{Name}", "{component:x}", "{component:123}", "{name", "name}"]
  ) {
    assertThrows(() => fileNames(pattern), errors.InvalidArgument);
  }
});
