/**
 * What the command line promises of what is not htmap's, and of directories that are not their user's
 * alone.
 *
 * @module
 */

import { assert, assertEquals, assertStringIncludes } from "../deps.ts";
import { HTMapDirectory } from "../../lib/store/paths.ts";
import { type DeclareTest, type Place } from "./cli.ts";
import { contentOf, makePythonMap } from "./foreign_map.ts";

/** Declares the tests. */
export function testOwners(test: DeclareTest): void {
  testForeign(test);
  testAccess(test);
}

const directoryOf = (place: Place): HTMapDirectory => new HTMapDirectory(`${place.root}/htmap`);

async function makeMap(place: Place, tag: string): Promise<void> {
  await place.write("double.js", "export default (x) => 2 * x;");
  await place.ok(["map", "double.js", "-r", "1", "--tag", tag, "--wait"]);
}

function testForeign(test: DeclareTest): void {
  test("names maps of HTMap for Python, and leaves them as they are", async (place) => {
    const path = await makePythonMap(directoryOf(place), "legacy");
    const before = await contentOf(path);
    const named = "Of HTMap for Python, and left as they are: legacy\n";
    const tags = await place.run(["tags"]);
    assertEquals([tags.stdout, tags.stderr], ["legacy\n", named]);
    assertStringIncludes(await place.ok(["status"]), named);
    await makeMap(place, "mine");
    assert((await place.ok(["status"])).endsWith(named));
    const json = await place.run(["status", "--format", "json"]);
    assertEquals([Object.keys(JSON.parse(json.stdout)), json.stderr], [["mine"], named]);
    for (const args of [["wait"], ["hold"], ["clean"], ["remove"]]) {
      const { code, stderr } = await place.run([...args, "--all"]);
      assertStringIncludes(stderr, named);
      assertEquals(code, 0);
      if (args[0] === "clean") await makeMap(place, "mine");
    }
    assertEquals(await contentOf(path), before);
    assertEquals(await place.ok(["tags"]), "legacy\n");
  });

  test("refuses maps of HTMap for Python where they are asked for by their tag", async (place) => {
    const path = await makePythonMap(directoryOf(place), "legacy");
    const before = await contentOf(place.root);
    const commands = [
      "status",
      "wait",
      "results",
      "errors",
      "hold",
      "remove",
      "path",
      "components",
    ];
    for (const args of [...commands.map((name) => [name, "legacy"]), ["retag", "legacy", "new"]]) {
      const { code, stdout, stderr } = await place.run(args);
      assertStringIncludes(stderr, `The map "legacy" is one of HTMap for Python, in ${path}`);
      assertEquals([code, stdout], [1, ""]);
    }
    for (const args of [["remove", "legacy", "--force"], ["remove", "-p", "leg*"]]) {
      assertEquals((await place.run(args)).code, 1);
    }
    assertEquals((await place.run(["status", "-p", "leg*"])).code, 0);
    await makeMap(place, "mine");
    for (
      const args of [["map", "double.js", "-r", "1", "-t", "legacy"], ["retag", "mine", "legacy"]]
    ) {
      const { code, stderr } = await place.run(args);
      assertStringIncludes(
        stderr,
        'The tag "legacy" is in use for a map of HTMap for Python: htmap leaves that as it is. Choose another tag',
      );
      assertEquals(code, 1);
    }
    assertEquals(
      await contentOf(path),
      Object.fromEntries(
        Object.entries(before).filter(([name]) => name.startsWith(`${path}/`)),
      ),
    );
  });
}

function testAccess(test: DeclareTest): void {
  test("refuses directories that others may write in, and goes on once they are closed", async (place) => {
    for (const tag of ["mine", "other"]) await makeMap(place, tag);
    const { root, maps, tags } = directoryOf(place);
    const map = (await place.ok(["path", "mine"])).trim();
    for (const path of [root, maps, tags, map]) {
      await Deno.chmod(path, 0o775);
      for (const args of [["status", "mine"], ["remove", "mine"], ["hold", "mine"]]) {
        const { code, stderr } = await place.run(args);
        assertStringIncludes(stderr, `others than you may write in it (its mode is 775)`);
        assertStringIncludes(stderr, `\`chmod go-w ${path}\``);
        assertEquals(code, 1);
      }
      // Of all maps, those that can be shown are.
      const { code, stdout, stderr } = await place.run(["status"]);
      assertStringIncludes(stderr, `\`chmod go-w ${path}\``);
      assertEquals([code, stdout.includes("other")], [1, path === map]);
      await Deno.chmod(path, 0o755);
      assertEquals(await place.ok(["results", "mine"]), "0\n");
    }
  });

  test("refuses a settings file that others may write", async (place) => {
    const file = await place.write("home/.htmaprc", "WAIT_TIME = 1\n");
    await Deno.chmod(file, 0o666);
    const { code, stderr } = await place.run(["tags"]);
    assertStringIncludes(stderr, `\`chmod go-w ${file}\``);
    assertEquals(code, 1);
    await Deno.chmod(file, 0o600);
    await place.ok(["tags"]);
  });
}
