import { assert, assertEquals } from "../../deps.ts";
import { version } from "../../../lib/base/version.ts";
import { HOUSE } from "../../toolchain/rooms.ts";

const CHECKOUT = new URL("../../../", import.meta.url);
const page = await Deno.readTextFile(new URL("docs/development.md", CHECKOUT));
const config = JSON.parse(await Deno.readTextFile(new URL("deno.json", CHECKOUT)));

/** What is there under a path of the checkout. */
async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(new URL(path, CHECKOUT)).then(() => true, () => false);
}

Deno.test("docs/development.md names only files and folders that are there", async () => {
  // `dist` is made, and `engine/…` and the like are told of as parts of lib/capture.
  const named = page.matchAll(/`((?:lib|executor|tests|docs)\/[\w./]*|\w+\.(?:ts|json))`/g);
  const paths = new Set([...named].map(([, path = ""]) => path));
  assert(paths.size > 40, `${paths.size}`);
  const places = [
    "",
    "lib/capture/",
    "lib/codec/",
    "lib/codec/bytes/",
    "lib/map/",
    "lib/cli/",
    "lib/backend/",
    "lib/store/function/",
  ];
  for (const path of paths) {
    const there = await Promise.all(places.map((place) => isThere(place + path)));
    assert(there.includes(true), path);
  }
});

Deno.test("docs/development.md has a row for each room of the table, from the top", () => {
  const rows = [...page.matchAll(/^\| `([\w./]+)` /gm)].map(([, room]) => room);
  const rooms = HOUSE.toReversed().flatMap((floor) => floor.map(({ path }) => path).toReversed())
    // Those within lib/capture/ and lib/codec/ are told of below the table.
    .filter((path) => path !== "lib/types/" && !/^lib\/(?:capture|codec)\/.+/.test(path));
  assertEquals(rows.toSorted(), rooms.toSorted());
});

Deno.test("docs/development.md names only tasks that there are", () => {
  const tasks = [...page.matchAll(/\btask (\w+)/g)].map(([, task = ""]) => task);
  assert(tasks.length > 8);
  for (const task of tasks) assert(Object.hasOwn(config.tasks, task), task);
});

Deno.test("version() is that of deno.json", () => {
  assertEquals(version(), config.version);
});
