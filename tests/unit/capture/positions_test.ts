import { Origin, sameForm } from "../../../lib/capture/engine/origin.ts";
import { encodeMappings } from "../../../lib/capture/engine/source_map.ts";
import { assertEquals } from "../../deps.ts";

Deno.test("sameForm() gives one form to all URLs of a file", () => {
  for (const url of ["file:///a%28b%29/c.ts", "file:///a(b)/c.ts"]) {
    assertEquals(sameForm(url), "file:///a(b)/c.ts");
  }
  assertEquals(sameForm("file:///~a/b.ts"), sameForm("file:///%7Ea/b.ts"));
  assertEquals(sameForm("file:///t%231/p%2541.ts"), "file:///t%231/p%2541.ts");
  assertEquals(sameForm("file:///a.ts?b=1#c"), "file:///a.ts?b=1#c");
});

Deno.test("sameForm() leaves other URLs as they are", () => {
  for (const url of ["https://host/%28a.ts", "npm:one@1", "", "file:///a%2Fb.ts", "node:path"]) {
    assertEquals(sameForm(url), url);
  }
});

Deno.test("Origin names sources as the bundler wrote them, wherever the bundle was", () => {
  const mappings = encodeMappings([[{ column: 0, source: 0, line: 0, sourceColumn: 0 }]]);
  const sources = [
    "../my work/t%231/%28a%29.ts",
    "htmap-module:file:///b%20c.ts",
    "htmap-module:npm:d",
  ];
  const map = { version: 3, sources, mappings } as const;
  const origin = new Origin("file:///tmp/o%23p/bundle/bundle.js", "", map);
  assertEquals(origin.sources().map(({ url }) => url), [
    "file:///tmp/o%23p/my%20work/t%231/(a).ts",
    "file:///b%20c.ts",
    "npm:d",
  ]);
});
