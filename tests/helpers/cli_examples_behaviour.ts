/**
 * What is promised of the examples in helps: that they work.
 *
 * @module
 */

import { assert, assertEquals } from "../deps.ts";
import { allCommands } from "../../lib/cli/all_commands.ts";
import { COMMANDS } from "../../lib/cli/commands.ts";
import { PROGRAM_EXAMPLES } from "../../lib/cli/program.ts";
import type { Program } from "./cli.ts";
import { ExampleWorld } from "./example_world.ts";
import { isInstalled } from "./shell_session.ts";

/** Examples that cannot be run here, with the reason. */
const NOT_RUN: Readonly<Record<string, string>> = {};

/** What has to be done before an example, so that it finds what it is about. */
const BEFORE: Readonly<Record<string, string>> = {
  "htmap retag calm-green-otter dbl": "htmap remove dbl",
  "htmap transplants remove 0 --force": "mkdir -p htmap/transplants/0123456789abcdef",
  "htmap unset DELIVERY_METHOD": "htmap set DELIVERY_METHOD shared",
  "htmap unset MAP_OPTIONS": "htmap set MAP_OPTIONS.request_memory 250MB",
};

/** Examples that end with another exit code than 0, since of the maps here none has failed. */
const EXIT_CODES: Readonly<Record<string, number>> = {};

/** Programs that examples call besides htmap, which need not be installed. */
const PROGRAMS = ["jq", "python3", "man", "less", "xargs"];

/** Declares the tests. */
export function testExamples(program: Program, options: { ignore?: boolean } = {}): void {
  Deno.test({
    name: "every example of every help works as it is shown",
    ...options,
    fn: async (t) => {
      await using world = await ExampleWorld.make(program);
      for await (const { name, command } of allCommands(COMMANDS)) {
        for (const [example] of command.examples) {
          if (Object.hasOwn(NOT_RUN, example)) continue;
          await t.step({
            name: `${example} (${name})`,
            ignore: PROGRAMS.some((each) => usesProgram(example, each) && !isInstalled(each)),
            fn: async () => {
              await world.restore();
              await runExample(world, example);
            },
          });
        }
      }
      await t.step("the examples of `htmap help`, one after the other", async () => {
        await world.restore();
        await world.place.ok(["remove", "dbl"]);
        for (const [example] of PROGRAM_EXAMPLES) await runExample(world, example, false);
      });
    },
  });
}

/** Declares the tests of these tables. */
export function testExampleTables(): void {
  Deno.test("what is said of the examples is of examples that there are", async () => {
    const known = new Set(PROGRAM_EXAMPLES.map(([example]) => example));
    for await (const { command } of allCommands(COMMANDS)) {
      for (const [example] of command.examples) known.add(example);
    }
    for (const table of [NOT_RUN, BEFORE, EXIT_CODES]) {
      assertEquals(Object.keys(table).filter((example) => !known.has(example)), []);
    }
  });
}

async function runExample(
  world: ExampleWorld,
  example: string,
  isAlone = true,
): Promise<void> {
  const before = BEFORE[example];
  if (before !== undefined) assertEquals((await world.shell(before)).code, 0, before);
  const made = isAlone && /\bhtmap map .*--tag ([\w-]+)/.exec(example)?.[1];
  // The map that it makes is one of those that others are about.
  if (made) await world.shell(`htmap remove ${made}`);
  let ended = await world.shell(example);
  // `htmap doctor` gives the job that it tries two minutes, which may be too few where much else runs.
  while (/did\s+not\s+come\s+back\s+within/.test(ended.stdout)) ended = await world.shell(example);
  const { code, stdout, stderr } = ended;
  const said = `${example}\n${stdout}${stderr}`;
  assertEquals(code, EXIT_CODES[example] ?? 0, said);
  assert(!/^error: /m.test(stderr), said);
  if (!/\bhtmap (?:map|rerun|retry)\b/.test(example)) return;
  // That a map was made says little: its components have to work, too.
  const waited = await world.shell("htmap wait --all --quiet");
  assertEquals(waited.code, 0, `${example}\n${waited.stderr}`);
}

function usesProgram(example: string, program: string): boolean {
  return example.split(/ \| /).some((part) => part.trimStart().startsWith(`${program} `));
}
