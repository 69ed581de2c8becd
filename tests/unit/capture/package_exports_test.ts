import { assertEquals } from "../../deps.ts";
import { exportedFile, internalTarget } from "../../../lib/capture/modules/package_exports.ts";

/** What is imported by a path, or by the package's name, of a package with these exports. */
function imported(exports: unknown, path = "."): string | undefined {
  return exportedFile({ name: "one", exports, main: "./main.js" }, path, false);
}

Deno.test("exportedFile() takes a path, a list or conditions for the package itself", () => {
  assertEquals(imported("./one.js"), "./one.js");
  assertEquals(imported("./one.js", "./one.js"), undefined);
  assertEquals(imported(["./one.js", "./two.js"]), "./one.js");
  assertEquals(imported({ browser: "./b.js", default: "./one.js" }), "./one.js");
  assertEquals(imported({ browser: "./b.js" }), undefined);
});

Deno.test("exportedFile() takes the first of the conditions that hold, in the package's order", () => {
  const all = { node: "./node.js", deno: "./deno.js", import: "./i.mjs", require: "./r.cjs" };
  assertEquals(imported({ ".": all }), "./node.js");
  assertEquals(imported({ ".": { ...all, node: undefined } }), "./deno.js");
  const kinds = { require: "./r.cjs", import: "./i.mjs", default: "./d.js" };
  assertEquals(imported({ ".": kinds }), "./i.mjs");
  assertEquals(exportedFile({ exports: { ".": kinds } }, ".", true), "./r.cjs");
  assertEquals(exportedFile({ exports: kinds }, ".", true), "./r.cjs");
});

Deno.test("exportedFile() goes on with the outer conditions where no inner one holds", () => {
  assertEquals(
    imported({
      ".": { node: { require: "./r.cjs" }, default: { types: "./t.d.ts" }, import: "./i.mjs" },
    }),
    "./i.mjs",
  );
  assertEquals(imported({ ".": [{ worker: "./w.js" }, null, { import: "./i.mjs" }] }), "./i.mjs");
});

Deno.test("exportedFile() gives nothing for what null excludes", () => {
  for (const none of [null, [], [null]]) {
    assertEquals(imported({ ".": { node: none, default: "./d.js" } }), undefined);
  }
  const exports = { "./*": "./lib/*.js", "./internal/*": null, "./secret": null };
  assertEquals(imported(exports, "./a/b"), "./lib/a/b.js");
  assertEquals(imported(exports, "./internal/a"), undefined);
  assertEquals(imported(exports, "./secret"), undefined);
});

Deno.test("exportedFile() puts what a star stands for in all its places", () => {
  const exports = { "./parts/*": { import: "./*/*.mjs" }, "./*.css": "./css/*.css" };
  assertEquals(imported(exports, "./parts/a/b"), "./a/b/a/b.mjs");
  assertEquals(imported(exports, "./x.css"), "./css/x.css");
  assertEquals(imported(exports, "./parts/"), undefined);
  assertEquals(imported(exports, "./.css"), undefined);
  assertEquals(imported({ "./*": "./lib/*.js" }, "./a$$b$&"), "./lib/a$$b$&.js");
  assertEquals(imported({ "./c++/*": "./c/*.js", "./d/*": "./d/*.js" }, "./d/x"), "./d/x.js");
  assertEquals(imported({ "./*": "./lib/*" }, "./../../other/x.js"), undefined);
});

Deno.test("exportedFile() takes the pattern that says most of a path", () => {
  const exports = {
    "./*": "./any/*.js",
    "./a/*": "./a/*.js",
    "./*/very/long/end": "./end/*.js",
    "./a/*.json": "./json/*.json",
    "./a/b": "./exact.js",
  };
  assertEquals(imported(exports, "./a/very/long/end"), "./a/very/long/end.js");
  assertEquals(imported(exports, "./b/very/long/end"), "./end/b.js");
  assertEquals(imported(exports, "./a/x.json"), "./json/x.json");
  assertEquals(imported(exports, "./a/b"), "./exact.js");
});

Deno.test("exportedFile() takes `main` of a package that has no exports, and never what is for bundlers", () => {
  assertEquals(imported(undefined), "./main.js");
  assertEquals(imported(null), "./main.js");
  assertEquals(imported(undefined, "./lib/x"), "./lib/x");
  const both = { main: "./main.cjs", module: "./main.mjs", browser: "./browser.js" };
  assertEquals(exportedFile(both, ".", false), "./main.cjs");
  assertEquals(exportedFile(both, ".", true), "./main.cjs");
  assertEquals(exportedFile({}, ".", false), "index.js");
});

Deno.test("internalTarget() finds what a package means by a name of its own", () => {
  const manifest = {
    imports: {
      "#util": { node: "./node/util.js", default: "./util.js" },
      "#parts/*": "./parts/*.js",
      "#parts/hidden/*": null,
      "#other": "other/sub",
      "#fs": "node:fs",
      "#kind": { require: "./kind.cjs", import: "./kind.mjs" },
    },
  };
  assertEquals(internalTarget(manifest, "#util", false), "./node/util.js");
  assertEquals(internalTarget(manifest, "#parts/a/b", false), "./parts/a/b.js");
  assertEquals(internalTarget(manifest, "#parts/hidden/a", false), undefined);
  assertEquals(internalTarget(manifest, "#other", false), "other/sub");
  assertEquals(internalTarget(manifest, "#fs", false), "node:fs");
  assertEquals(internalTarget(manifest, "#kind", true), "./kind.cjs");
  assertEquals(internalTarget(manifest, "#unknown", false), undefined);
  assertEquals(internalTarget({}, "#util", false), undefined);
});
