import { assertEquals, assertStringIncludes, assertThrows } from "../../deps.ts";
import { UnusableDirectory } from "../../../lib/base/errors.ts";
import {
  checkParents,
  checkPrivate,
  checkPrivateTree,
  reasonNotPrivate,
} from "../../../lib/base/private_directory.ts";

/** Makes directories below a temporary one, each with its mode. */
async function place(modes: Record<string, number>): Promise<{ root: string } & AsyncDisposable> {
  const root = await Deno.makeTempDir({ prefix: "htmap-test-" });
  for (const [name, mode] of Object.entries(modes)) {
    await Deno.mkdir(`${root}/${name}`, { recursive: true });
    await Deno.chmod(`${root}/${name}`, mode);
  }
  return { root, [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }) };
}

Deno.test("reasonNotPrivate() finds none in what only its user may write in, whoever may read it", () => {
  for (const mode of [0o700, 0o755, 0o500, 0o2750, 0o40711]) {
    assertEquals(reasonNotPrivate({ uid: 1000, mode }, 1000), undefined);
  }
});

Deno.test("reasonNotPrivate() finds that a group or all others may write, sticky or not", () => {
  for (const mode of [0o775, 0o720, 0o702, 0o1777, 0o2770]) {
    const reason = reasonNotPrivate({ uid: 1000, mode: 0o40000 | mode }, 1000);
    assertStringIncludes(reason ?? "", `its mode is ${(mode & 0o777).toString(8)}`);
  }
});

Deno.test("reasonNotPrivate() finds that it is another user's, root's too, and for root as for all", () => {
  for (const [owner, user] of [[1001, 1000], [0, 1000], [1000, 0]] as const) {
    const reason = reasonNotPrivate({ uid: owner, mode: 0o700 }, user);
    assertEquals(reason, `it belongs to another user (number ${owner}; you are ${user})`);
  }
});

Deno.test("reasonNotPrivate() finds nothing wrong where the system knows no users", () => {
  assertEquals(reasonNotPrivate({ uid: null, mode: null }, null), undefined);
});

Deno.test("checkPrivate() names all that others may write in, in the one command that closes them", async () => {
  await using box = await place({ a: 0o775, b: 0o700, "c d": 0o777 });
  const paths = ["a", "b", "c d", "not there"].map((name) => `${box.root}/${name}`);
  const error = assertThrows(() => checkPrivate(paths), UnusableDirectory);
  assertEquals(error.path, `${box.root}/a`);
  assertStringIncludes(error.message, `\`chmod go-w ${box.root}/a '${box.root}/c d'\``);
  await Deno.chmod(`${box.root}/a`, 0o755);
  await Deno.chmod(`${box.root}/c d`, 0o700);
  checkPrivate(paths);
});

Deno.test("checkPrivate() looks at what a link leads to", async () => {
  await using box = await place({ open: 0o777, closed: 0o700 });
  for (const name of ["open", "closed"]) await Deno.symlink(name, `${box.root}/to-${name}`);
  checkPrivate([`${box.root}/to-closed`]);
  assertThrows(() => checkPrivate([`${box.root}/to-open`]), UnusableDirectory);
});

Deno.test("checkPrivateTree() looks inside only where others get in", async () => {
  await using box = await place({ map: 0o700, "map/local": 0o775 });
  checkPrivateTree(`${box.root}/map`, [`${box.root}/map/local`]);
  await Deno.chmod(`${box.root}/map`, 0o755);
  const error = assertThrows(
    () => checkPrivateTree(`${box.root}/map`, [`${box.root}/map/local`]),
    UnusableDirectory,
  );
  assertEquals(error.path, `${box.root}/map/local`);
});

Deno.test("checkParents() refuses what everyone may put another directory in the place of", async () => {
  await using box = await place({ "shared": 0o777, "shared/mine": 0o700 });
  const path = `${box.root}/shared/mine`;
  checkParents(path); // nobody else gets there: a temporary directory is closed
  await Deno.chmod(box.root, 0o755);
  const error = assertThrows(() => checkParents(path), UnusableDirectory);
  assertStringIncludes(error.message, `\`chmod o-w ${box.root}/shared\``);
  await Deno.symlink(path, `${box.root}/link`);
  assertThrows(() => checkParents(`${box.root}/link`), UnusableDirectory);
  for (const mode of [0o1777, 0o775]) {
    await Deno.chmod(`${box.root}/shared`, mode);
    checkParents(path);
  }
});
