/**
 * What is promised of the tab key, in the real shells.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "../deps.ts";
import { Place, type Program } from "./cli.ts";
import { isInstalled, type ShellName, ShellSession } from "./shell_session.ts";

/** Tags, some of which htmap gave in earlier versions, and which a shell takes for something else. */
const TAGS = ["dbl", "scan-1", "scan-2", "a b", "it's", "$x", "c:d", "c:e", "größe", 'q"r', "e;f"];

/** What is typed, and which words the shell has when the tab key was pressed. */
const COMPLETED: readonly (readonly [typed: string, ...words: string[]])[] = [
  ["htmap autoc", "autocompletion"],
  ["htmap rerun comp", "rerun", "components"],
  ["htmap help rerun m", "help", "rerun", "map"],
  ["htmap -v stat", "-v", "status"],
  ["htmap settings --u", "settings", "--user"],
  ["htmap status --no-me", "status", "--no-meta"],
  ["htmap remove d", "remove", "dbl"],
  ["htmap remove s", "remove", "scan-"],
  ["htmap remove dbl scan-1 sc", "remove", "dbl", "scan-1", "scan-2"],
  ["htmap remove a", "remove", "a b"],
  ["htmap remove 'a", "remove", "a b"],
  ['htmap remove "a', "remove", "a b"],
  ["htmap remove a\\ ", "remove", "a b"],
  ["htmap remove it", "remove", "it's"],
  ["htmap remove '$", "remove", "$x"],
  ['htmap remove "\\$', "remove", "$x"],
  ["htmap remove c", "remove", "c:"],
  ["htmap remove c:d", "remove", "c:d"],
  ["htmap remove grö", "remove", "größe"],
  ["htmap remove q", "remove", 'q"r'],
  ["htmap remove e", "remove", "e;f"],
  ["htmap path dbl:ev", "path", "dbl:events"],
  ["htmap path c:d:ev", "path", "c:d:events"],
  ["htmap rerun components dbl 1 10 11 1", "rerun", "components", "dbl", "1", "10", "11", "12"],
  ["htmap components dbl --status err", "components", "dbl", "--status", "errored"],
  ["htmap components dbl --status=H", "components", "dbl", "--status=HELD"],
  ["htmap results dbl --format=cb", "results", "dbl", "--format=cbor"],
  ["htmap set DELIVERY_METHOD sh", "set", "DELIVERY_METHOD", "shared"],
  ["htmap unset WA", "unset", "WAIT_TIME"],
  ["htmap map x.ts -o request_m", "map", "x.ts", "-o", "request_memory="],
  ["htmap map -i my\\ in", "map", "-i", "my inputs.jsonl"],
  ["htmap map --inputs=my\\ in", "map", "--inputs=my inputs.jsonl"],
  ["htmap run my\\ in", "run", "my inputs.jsonl"],
  ["htmap collect dbl my\\ f", "collect", "dbl", "my figures"],
  ["htmap autocompletion --shell=f", "autocompletion", "--shell=fish"],
];

/**
 * Declares the tests.
 *
 * @param program How htmap is run.
 * @param shells In which shells: from source each press of the key takes its time.
 * @param options Whether to leave them out.
 */
export function testCompletion(
  program: Program,
  shells: readonly ShellName[],
  options: { ignore?: boolean } = {},
): void {
  for (const shell of shells) {
    const ignore = options.ignore || !isInstalled(shell) || !isInstalled("tmux");
    const test = (promise: string, body: (place: Place) => Promise<void>): void =>
      Deno.test({
        name: `${promise} in ${shell}`,
        ignore,
        fn: async () => {
          await using place = await placeWithTags(program);
          await body(place);
        },
      });
    test("the tab key completes commands, options, tags, components, states, settings and files", async (place) => {
      await place.ok(["autocompletion", "--shell", shell]);
      await using session = await ShellSession.start(place, shell);
      for (const [typed, ...words] of COMPLETED) {
        const found = await session.completed(typed);
        // zsh takes the slash after a directory away when no more is typed.
        const plain = found.map((word) => word.replace(/\/$/, ""));
        assertEquals(plain, ["htmap", ...words], typed);
      }
    });
    test("the tab key lists what there is, also after a pipe", async (place) => {
      await place.ok(["autocompletion", "--shell", shell]);
      await using session = await ShellSession.start(place, shell);
      await session.listed("htmap rerun ", /components[^]*map|map[^]*components/);
      await session.listed("htmap stdout dbl 1", /12/);
      const tags = await session.listed("true | htmap hold scan-", /scan-2/);
      assertMatch(tags, /scan-1/);
    });
    test("what completes says nothing where there is no htmap", async (place) => {
      await place.ok(["autocompletion", "--shell", shell]);
      await Deno.remove(`${place.root}/bin/htmap`);
      await using session = await ShellSession.start(place, shell);
      assert(!/not found|unknown/i.test(session.greeting), session.greeting);
      assertEquals(await session.completed("htmap rem"), ["htmap", "rem"]);
    });
  }
}

/** A place where `htmap` is on PATH, with tags; the map of the tag `dbl` has 13 components. */
async function placeWithTags(program: Program): Promise<Place> {
  const place = await Place.make(program);
  const words = program.command.map((word) => `'${word}'`).join(" ");
  const script = await place.write("bin/htmap", `#!/bin/sh\nexec ${words} "$@"\n`);
  await Deno.chmod(script, 0o755);
  await place.write("double.ts", "export default (x: number) => 2 * x;\n");
  await place.write("my inputs.jsonl", "1\n");
  await Deno.mkdir(`${place.root}/my figures`);
  await place.ok(["map", "double.ts", "--range", "13", "--tag", "dbl"]);
  const tags = `${place.root}/htmap/tags`;
  for (const tag of TAGS) {
    if (tag !== "dbl") await Deno.copyFile(`${tags}/dbl`, `${tags}/${tag}`);
  }
  return place;
}
