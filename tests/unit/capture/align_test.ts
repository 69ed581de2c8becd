import { alignedMap } from "../../../lib/capture/engine/align.ts";
import { decodeMappings } from "../../../lib/capture/engine/source_map.ts";
import { assertEquals } from "../../deps.ts";

Deno.test("alignedMap() finds the lines of the file that JavaScript was made from", () => {
  const typescript = [
    "interface Input { a: number }",
    "",
    "// A comment.",
    "type T = Input | undefined;",
    "function inner(x: Input): never {",
    "  const label: string = 'x';",
    "",
    "  throw new RangeError(label + x.a);",
    "}",
    "export const outer = (",
    "  x: Input,",
    ") => inner(x);",
  ].join("\n");
  const javascript = [
    "function inner(x) {",
    '  const label = "x";',
    "  throw new RangeError(label + x.a);",
    "}",
    "export const outer = (x)=>inner(x);",
  ].join("\n");
  const lines = decodeMappings(alignedMap("file:///a.ts", typescript, javascript).mappings);
  assertEquals(lines.map(([segment]) => segment?.line), [4, 5, 7, 8, 9]);
});
