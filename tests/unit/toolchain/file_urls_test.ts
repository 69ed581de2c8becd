import { fileURLToPath } from "node:url";
import { assertEquals, assertMatch } from "../../deps.ts";
import plugin from "../../toolchain/lint/file_urls.ts";

/** What the rule says of a piece of code, a line each. */
function found(code: string): string[] {
  return Deno.lint.runPlugin(plugin, "code.ts", code).map(({ id, message, hint }) => {
    assertEquals(id, "htmap/file-urls");
    return `${message} ${hint}`;
  });
}

/** Code that makes the URL of a file by hand. */
const MADE = [
  "const url = `file://${path}`;",
  "const url = new URL(`file://${encodeURIComponent(path)}`);",
  "import(`file:///${directory}/main.ts`);",
  "throw new Error(`see file://${path} for more`);",
  "const url = `FILE:/${path}`;",
  'const url = "file://" + path;',
  "const url = 'file:///work/' + path + '.ts';",
  'const url = "see " + "file://" + path;',
  'const url = new URL(path, "file:///");',
  "const url = new URL(encodeURI(path), base);",
];

/** Code that takes the path of a file out of a URL by hand. */
const READ = [
  "const path = new URL(url).pathname;",
  'const path = new URL("./a.ts", import.meta.url).pathname.slice(1);',
  "const path = URL.parse(url)?.pathname;",
  "const path = URL.parse(url)!.pathname;",
  "const path = (new URL(url) as URL).pathname;",
  "const path = decodeURIComponent(at.pathname);",
  "const path = decodeURI(at!.pathname);",
  "const { pathname } = new URL(url); read(decodeURIComponent(pathname));",
];

/** Code that is right. */
const RIGHT = [
  "const url = pathToFileURL(path).href;",
  "const path = fileURLToPath(new URL('./a.ts', import.meta.url));",
  "const isFile = url.startsWith('file://');",
  "const url = `file:///home/ada/main.ts`;",
  "const text = `at file:///a.ts:1:2 ${rest}`;",
  "const text = `profile:/${name}`;",
  "const text = 'no such file: ' + path;",
  "const text = `${file}://${host}`;",
  "const url = new URL('./b.ts', 'file:///work/a.ts');",
  "const url = new URL(specifier, from);",
  "const { pathname } = new URL(request.url);",
  "if (at.pathname === '/') stop();",
  "const part = encodeURIComponent(name);",
  "const text = decodeURIComponent(part);",
  "const sum = count + 1;",
];

for (const code of MADE) {
  Deno.test(`file-urls reports ${code}`, () => {
    assertMatch(found(code)[0] ?? "", /pathToFileURL\(\) of node:url/);
  });
}

for (const code of READ) {
  Deno.test(`file-urls reports ${code}`, () => {
    assertMatch(found(code)[0] ?? "", /fileURLToPath\(\) of node:url/);
  });
}

for (const code of RIGHT) {
  Deno.test(`file-urls passes ${code}`, () => assertEquals(found(code), []));
}

Deno.test("deno lint runs file-urls on this checkout", async () => {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, `export const url = encodeURI("a");\n`);
    const config = fileURLToPath(new URL("../../../deno.json", import.meta.url));
    const lint = new Deno.Command(Deno.execPath(), {
      args: ["lint", "--config", config, file],
      env: { NO_COLOR: "1" },
    });
    const { code, stderr } = await lint.output();
    assertEquals(code, 1);
    assertMatch(new TextDecoder().decode(stderr), /error\[htmap\/file-urls\]/);
  } finally {
    await Deno.remove(file);
  }
});
