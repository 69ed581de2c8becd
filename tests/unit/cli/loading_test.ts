import { pathToFileURL } from "node:url";
import { assert, assertEquals } from "../../deps.ts";
import { CHECKOUT } from "../../toolchain/deno_programs.ts";
import { run } from "../../toolchain/process.ts";

/** What `deno info` says of modules, as far as it is read here. */
interface ModuleInfo {
  modules: {
    specifier: string;
    dependencies?: { code?: { specifier?: string }; isDynamic?: boolean }[];
  }[];
}

/** The modules that are loaded with each one, itself among them. */
async function loadedWith(start: string): Promise<(module: string) => Set<string>> {
  const root = pathToFileURL(`${CHECKOUT}/`).href;
  // The shape is that of the documented output; what is absent in it is skipped.
  const info = JSON.parse(
    await run([Deno.execPath(), "info", "--json", `${root}${start}`]),
  ) as ModuleInfo;
  const imports = new Map(info.modules.map(({ specifier, dependencies = [] }) => [
    specifier,
    dependencies.filter(({ isDynamic }) => !isDynamic).flatMap(({ code }) => code?.specifier ?? []),
  ]));
  return (module) => {
    const loaded = new Set([root + module]);
    for (const each of loaded) for (const other of imports.get(each) ?? []) loaded.add(other);
    return new Set(
      [...loaded].filter((url) => url.startsWith(root)).map((url) => url.slice(root.length)),
    );
  };
}

Deno.test("no command loads maps or what makes them for its help and the tab key", async () => {
  const loaded = await loadedWith("lib/cli/commands.ts");
  const names = [...Deno.readDirSync(`${CHECKOUT}/lib/cli/commands`)].map(({ name }) => name);
  assert(names.length > 0);
  for (const name of names) {
    const modules = loaded(`lib/cli/commands/${name}`);
    assert(modules.has("lib/cli/command.ts"), `${name} is no command`);
    const heavy = [...modules].filter((module) =>
      /^lib\/(api|codec)\/|^lib\/(capture\/mod|map\/map)\.ts$/.test(module)
    );
    assertEquals(heavy, [], name);
  }
});
