import { pathToFileURL } from "node:url";
import { assertEquals } from "../../deps.ts";
import { LockedVersions } from "../../../lib/capture/modules/locked_versions.ts";

const LOCK = {
  version: "5",
  specifiers: {
    "npm:render@6": "6.8.2_view@10.1.0",
    "npm:any@*": "1.2.3",
    "npm:view@10": "10.1.0",
  },
  npm: {
    "render@6.8.2_view@10.1.0": { dependencies: ["view", "@scope/parts@2.0.0"] },
    "view@10.1.0": {},
    "@scope/parts@1.0.0": {},
    "@scope/parts@2.0.0": { optionalPeers: ["view@10.1.0"] },
  },
};

Deno.test("LockedVersions gives the versions of what the script asks for", () => {
  const locks = new LockedVersions(LOCK);
  assertEquals(locks.versionOf("render", "6"), "6.8.2");
  assertEquals(locks.versionOf("any", ""), "1.2.3");
  assertEquals(locks.versionOf("render", "7"), undefined);
});

Deno.test("LockedVersions gives the versions of what a package asks for", () => {
  const locks = new LockedVersions(LOCK);
  const render = { name: "render", version: "6.8.2" };
  assertEquals(locks.versionOf("view", "*", render), "10.1.0");
  assertEquals(locks.versionOf("@scope/parts", "^1 || ^2", render), "2.0.0");
  assertEquals(locks.versionOf("other", "*", render), undefined);
  const parts = { name: "@scope/parts", version: "2.0.0" };
  assertEquals(locks.versionOf("view", "", parts), "10.1.0");
});

Deno.test("LockedVersions knows nothing of a lock file that is damaged, or not there", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const script = pathToFileURL(`${directory}/main.ts`).href;
    await Deno.writeTextFile(`${directory}/deno.json`, "{}");
    assertEquals((await LockedVersions.of(script)).versionOf("render", "6"), undefined);
    await Deno.writeTextFile(`${directory}/deno.lock`, "<<<<<<<");
    assertEquals((await LockedVersions.of(script)).versionOf("render", "6"), undefined);
    await Deno.writeTextFile(`${directory}/deno.lock`, JSON.stringify(LOCK));
    assertEquals((await LockedVersions.of(script)).versionOf("render", "6"), "6.8.2");
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("LockedVersions reads the lock file that a configuration names by its path", async () => {
  const directory = await Deno.makeTempDir({ prefix: "t#1 %41 " });
  try {
    await Deno.writeTextFile(`${directory}/deno.json`, '{ "lock": { "path": "./l#1%41.lock" } }');
    await Deno.writeTextFile(`${directory}/l#1%41.lock`, JSON.stringify(LOCK));
    const locks = await LockedVersions.of(pathToFileURL(`${directory}/main.ts`).href);
    assertEquals(locks.versionOf("render", "6"), "6.8.2");
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
