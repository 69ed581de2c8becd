import { assertEquals } from "../../deps.ts";
import { pathToFileURL } from "node:url";
import { isOptional, nativePackageOf } from "../../../lib/capture/modules/native_addons.ts";

Deno.test("isOptional() is true of what is only asked for where failing is caught", async () => {
  const caught = `let x; try { x = require("x"); } catch { x = null; }`;
  assertEquals(await isOptional(caught, "x"), true);
  assertEquals(await isOptional(`${caught} exports.late = () => require("x");`, "x"), false);
  assertEquals(await isOptional(`try { require("x"); } finally { done(); }`, "x"), false);
  assertEquals(await isOptional(`import x from "x"; export default x;`, "x"), false);
  assertEquals(
    await isOptional(
      `import { createRequire } from "node:module"; let y;
       try { y = createRequire(import.meta.url)("x"); } catch {}`,
      "x",
    ),
    true,
  );
  assertEquals(await isOptional(`try { await import("x"); } catch {} export {};`, "x"), true);
});

Deno.test("nativePackageOf() tells packages with native code by what they say and have", async () => {
  const root = await Deno.makeTempDir();
  try {
    const made = async (name: string, manifest: object, file?: string): Promise<string> => {
      const directory = `${root}/node_modules/${name}`;
      await Deno.mkdir(directory, { recursive: true });
      await Deno.writeTextFile(
        `${directory}/package.json`,
        JSON.stringify({ name, version: "1.0.0", ...manifest }),
      );
      if (file !== undefined) await Deno.writeTextFile(`${directory}/${file}`, "");
      return pathToFileURL(`${directory}/lib/index.js`).href;
    };
    const native: Record<string, [object, string?]> = {
      gyp: [{}, "binding.gyp"],
      says: [{ gypfile: true }],
      helped: [{ dependencies: { bindings: "1" } }],
      "@scope/built": [{ dependencies: { "node-gyp-build": "4" } }],
      napi: [{ napi: { name: "x" } }],
      platforms: [{ optionalDependencies: { "@x/core-linux-x64-gnu": "1" } }],
      downloaded: [{ binary: { module_name: "x" } }],
    };
    for (const [name, [manifest, file]] of Object.entries(native)) {
      assertEquals(await nativePackageOf(await made(name, manifest, file)), name);
    }
    const plain = await made("plain", {
      dependencies: { gyp: "1" },
      optionalDependencies: { a: "1" },
    });
    assertEquals(await nativePackageOf(plain), undefined);
    assertEquals(await nativePackageOf("file:///home/me/index.js"), undefined);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
