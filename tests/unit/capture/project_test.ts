import { assertEquals, assertStringIncludes } from "../../deps.ts";
import { IMPORTS, runProject } from "./run_project.ts";

const CAPTURE = new URL("../../../lib/capture/mod.ts", import.meta.url).href;
const BASENAME = "export const basename = (path: string): string => `mine:${path}`;";

/** A lock file that has an older version than the newest that would do. */
const LOCK = JSON.stringify({
  version: "5",
  specifiers: { "npm:ms@2": "2.1.1" },
  npm: {
    "ms@2.1.1": {
      integrity:
        "sha512-tgp+dl5cGk28utYktBsrFqA7HKgrhgPsg6Z/EfhWI4gl1Hwq8B/GmY/0oXZ6nF8hDVesS/FpnYaD/kOWhYQvyg==",
    },
  },
});

const VERSION = `${IMPORTS}
  import ms from "npm:ms@2/package.json" with { type: "json" };
  show([ms.version, await elsewhere(() => ms.version)]);`;

Deno.test("a name of an import map is no built-in module, whatever it is called", async () => {
  const { stdout, stderr } = await runProject({
    "deno.json": JSON.stringify({ imports: { path: "./path.ts" } }),
    "path.ts": BASENAME,
    "main.ts": `${IMPORTS}
      import { basename } from "path";
      import * as path from "path";
      show(await elsewhere(async () => {
        const { basename: again } = await import("path");
        return [basename("a"), path.basename("b"), again("c")];
      }));`,
  });
  assertEquals(stdout, '{"gave":["mine:a","mine:b","mine:c"]}\n', stderr);
});

Deno.test("a bare name that Deno takes for a built-in module is that", async () => {
  const files = {
    "deno.json": "{}",
    "main.ts": `${IMPORTS}
      import { basename } from "path";
      import { join } from "node:path";
      show(await elsewhere(() => [basename("/a/b"), join("a", "b")]));`,
  };
  const flags = ["--no-lock", "--unstable-bare-node-builtins"];
  const { stdout, stderr } = await runProject(files, { flags });
  assertEquals(stdout, '{"gave":["b","a/b"]}\n', stderr);
});

Deno.test("a function gets the versions of packages that deno.lock has, and leaves it as it is", async () => {
  // The script adds htmap's packages to it; what making the map does is seen in the time after.
  const main = `${VERSION}
    const before = (await Deno.stat("deno.lock")).mtime!.getTime();
    await elsewhere(() => [ms.name]);
    show((await Deno.stat("deno.lock")).mtime!.getTime() === before);`;
  const files = { "deno.json": "{}", "deno.lock": LOCK, "main.ts": main };
  const { stdout, stderr } = await runProject(files, { flags: [] });
  assertEquals(stdout, '["2.1.1",{"gave":"2.1.1"}]\ntrue\n', stderr);
});

Deno.test("a function gets the versions of packages of the lock file that a flag names", async () => {
  for (const flags of [["--lock=pinned.lock"], ["--lock", "pinned.lock"]]) {
    const files = { "deno.json": "{}", "pinned.lock": LOCK, "main.ts": VERSION };
    const { stdout, stderr } = await runProject(files, { flags });
    assertEquals(stdout, '["2.1.1",{"gave":"2.1.1"}]\n', stderr);
  }
});

Deno.test("a lock file of a workspace, or of another name, applies", async () => {
  const workspace = {
    "deno.json": JSON.stringify({ workspace: ["./a"], lock: { path: "locks/it.lock" } }),
    "locks/it.lock": LOCK,
    "a/deno.json": JSON.stringify({ name: "@work/a", version: "1.0.0", exports: "./main.ts" }),
    "a/main.ts": VERSION,
  };
  const { stdout, stderr } = await runProject(workspace, { flags: [], script: "a/main.ts" });
  assertEquals(stdout, '["2.1.1",{"gave":"2.1.1"}]\n', stderr);
});

Deno.test("a lock file that Deno refuses does not keep a function from travelling", async () => {
  const lock = JSON.stringify({ version: "99", specifiers: {} });
  const files = { "deno.json": "{}", "deno.lock": lock, "main.ts": VERSION };
  const { stdout, stderr } = await runProject(files);
  const [here, there] = JSON.parse(stdout);
  assertEquals(there, { gave: here }, stderr);
});

Deno.test("a package gets the peers it has in the script, though the function does not name them", async () => {
  const { stdout, stderr } = await runProject({
    "main.ts": `import { Capture } from ${JSON.stringify(CAPTURE)};
      import { render } from "npm:preact-render-to-string@6.8.2";
      import { h } from "npm:preact@10.29.8";
      console.log(render(h("p", null, "text")));
      const capture = await Capture.of((one: unknown) => render(one as never));
      const { module } = await capture.finish();
      console.log(module.match(/[/]preact[/](\\d+\\.\\d+\\.\\d+)[/]/)?.[1]);`,
  });
  assertEquals(stdout, "<p>text</p>\n10.29.8\n", stderr);
});

Deno.test("a function gets what the import map of a flag names", async () => {
  const { stdout, stderr } = await runProject({
    "map.json": JSON.stringify({ imports: { outer: "./outer.ts", inner: "./inner.ts" } }),
    "outer.ts": 'export { inner } from "inner";',
    "inner.ts": "export const inner = 1;",
    "main.ts": `${IMPORTS}
      import { inner } from "outer";
      show(await elsewhere(() => inner));`,
  }, { flags: ["--no-lock", "--import-map", "map.json"] });
  assertEquals(stdout, '{"gave":1}\n', stderr);
});

Deno.test("a name of a package.json means in a function what it means in the script", async () => {
  const { stdout, stderr } = await runProject({
    "package.json": JSON.stringify({
      type: "module",
      imports: { "#util": "./util.js" },
      dependencies: { shapes: "1.0.0" },
    }),
    "util.js": 'import { side } from "shapes"; export const util = (x) => x * side;',
    "node_modules/shapes/package.json": JSON.stringify({
      name: "shapes",
      version: "1.0.0",
      type: "module",
      exports: "./index.js",
    }),
    "node_modules/shapes/index.js": "export const side = 4;",
    // htmap's own packages are not in this node_modules directory.
    "main.ts": `import { util } from "#util";
      import { side } from "shapes";
      import { readProject } from ${JSON.stringify(new URL("modules/project.ts", CAPTURE).href)};
      const project = await readProject(import.meta.url);
      const base = new URL(".", import.meta.url).href;
      for (const name of ["#util", "shapes"]) {
        console.log(project.resolve(name, import.meta.url)?.replace(base, ""), util(side));
      }`,
  });
  assertEquals(stdout, "util.js 16\nnode_modules/shapes/index.js 16\n", stderr);
});

Deno.test("a name means what the member of a workspace says in which it is written", async () => {
  const member = (name: string, rest: object): string =>
    JSON.stringify({ name: `@work/${name}`, version: "1.0.0", exports: "./main.ts", ...rest });
  const { stdout, stderr } = await runProject({
    "deno.json": JSON.stringify({ workspace: ["./a", "./b"] }),
    "a/deno.json": member("a", { imports: { inner: "./inner.ts" } }),
    "a/inner.ts": 'export const inner = (): string => "of a";',
    "a/main.ts": `import { inner } from "inner";
      export const make = (step: number) => () => [inner(), step];`,
    "b/deno.json": member("b", {}),
    "b/main.ts": `${IMPORTS}
      import { make } from "@work/a";
      show(await elsewhere(make(3)));`,
  }, { script: "b/main.ts" });
  assertEquals(stdout, '{"gave":["of a",3]}\n', stderr);
});

Deno.test("a function of a module that is only in memory goes by value", async () => {
  const { stdout, stderr } = await runProject({
    "main.ts": `${IMPORTS}
      const source = "const step = 3; export const add = (x) => x + step;";
      const blob = new Blob([source], { type: "text/javascript" });
      const { add } = await import(URL.createObjectURL(blob));
      show(await elsewhere(add, 4));
      show(await elsewhere((x: number) => add(x), 5));`,
  });
  assertEquals(stdout, '{"gave":7}\n{"gave":8}\n', stderr);
});

Deno.test("what the bundler says is told without what only its makers understand", async () => {
  const { stdout } = await runProject({
    "broken.ts": "export const broken = ;",
    "main.ts": `${IMPORTS}
      import { fromModule } from ${JSON.stringify(CAPTURE)};
      const broken = fromModule(import.meta.resolve("./broken.ts"), "broken");
      await elsewhere(broken).catch((error) => console.log(error.message));`,
  });
  assertStringIncludes(stdout, "broken.ts");
  assertEquals(/Stack backtrace|bundling failed|entry\.ts/.test(stdout), false, stdout);
});
