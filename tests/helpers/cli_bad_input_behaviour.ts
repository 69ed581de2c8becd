/**
 * What is promised of bad input: an exit code and an error that says what is wrong, and nothing done.
 *
 * @module
 */

import { assert, assertEquals } from "../deps.ts";
import { allCommands, type NamedCommand } from "../../lib/cli/all_commands.ts";
import { COMMANDS } from "../../lib/cli/commands.ts";
import { valueName } from "../../lib/cli/value_kinds.ts";
import { BAD_INPUT, BAD_VALUES, type BadInput } from "./bad_input.ts";
import type { Program } from "./cli.ts";
import { ExampleWorld } from "./example_world.ts";

/** How many are tried at once. */
const AT_ONCE = 4;

/** Declares the tests. */
export function testBadInput(program: Program, options: { ignore?: boolean } = {}): void {
  Deno.test({
    name: "every command says what is wrong with bad input, by the table of that",
    ...options,
    fn: async () => {
      await using world = await ExampleWorld.make(program);
      const rows: (readonly [name: string, row: BadInput])[] = Object.entries(BAD_INPUT)
        .flatMap(([name, own]) => own.map((row) => [name, row] as const));
      for await (const each of allCommands(COMMANDS)) {
        rows.push(...structural(each).map((row) => [each.name, row] as const));
      }
      const left = rows.values();
      const wrong: string[] = [];
      await Promise.all(Array.from({ length: AT_ONCE }, async () => {
        for (const [name, row] of left) wrong.push(...await difference(world, name, row));
      }));
      assertEquals(wrong, []);
    },
  });
}

/** Declares the tests of the table. */
export function testBadInputTable(): void {
  Deno.test("the table of bad input has every command, an unknown tag for each that takes one, and no other", async () => {
    const names = new Set(["htmap"]);
    for await (const { name, command } of allCommands(COMMANDS)) {
      names.add(name).add(name.split(" ").slice(0, -1).join(" "));
      const rows = BAD_INPUT[name] ?? [];
      assert(rows.length > 0, `tests/helpers/bad_input.ts has no row for ${name}`);
      const takesTag = command.parameters.some((each) => valueName(each).startsWith("TAG"));
      assert(
        !takesTag || rows.some(([line, code]) => code === 1 && / nope\b/.test(line)),
        `tests/helpers/bad_input.ts does not say what ${name} says of the tag "nope"`,
      );
      for (const [option, { value = "", parse, short = "-" }] of Object.entries(command.options)) {
        const has = rows.some(([line, code]) =>
          code === 2 && (line.includes(` --${option}`) || line.includes(` -${short} `))
        );
        assert(
          parse === undefined || Object.hasOwn(BAD_VALUES, value) || has,
          `tests/helpers/bad_input.ts does not say what ${name} says of a wrong --${option}`,
        );
      }
    }
    assertEquals(Object.keys(BAD_INPUT).filter((name) => !names.has(name)), []);
  });
}

/** What the command's own table says of bad input. */
function structural({ name, command }: NamedCommand): BadInput[] {
  const line = name.replace("htmap ", "");
  const { parameters, options } = command;
  const missing = parameters.filter((parameter) => !parameter.startsWith("["));
  const rows: BadInput[] = [[`${line} --bogus`, 2, "There is no option --bogus"]];
  if (missing.length > 0) {
    const are = missing.length === 1 ? "is" : "are";
    rows.push([line, 2, `${missing.join(" and ")} ${are} missing`]);
  }
  for (const [option, { value, choices, negatable, parse, bare }] of Object.entries(options)) {
    if (value === undefined) {
      if (negatable) continue;
      rows.push([`${line} --${option}=x`, 2, `The option --${option} takes no value, but got "x"`]);
      continue;
    }
    if (bare === undefined) {
      const needed = `The option --${option} needs a value: --${option} ${value}`;
      rows.push([`${line} --${option}`, 2, needed]);
    }
    const [bad, why] = BAD_VALUES[value] ?? [];
    if (parse && bad !== undefined) {
      rows.push([
        `${line} --${option} ${bad}`,
        2,
        `The option --${option} cannot be "${bad}": ${why}`,
      ]);
    }
    if (choices) {
      rows.push([
        `${line} --${option} nonsense!`,
        2,
        `The option --${option} cannot be "nonsense!": it is one of ${choices.join(", ")}`,
      ]);
    }
  }
  return rows;
}

async function difference(
  world: ExampleWorld,
  name: string,
  [line, code, message]: BadInput,
): Promise<string[]> {
  const { place } = world;
  const got = await place.run(line.split(" "));
  const help = line === "help nope" ? "htmap" : name;
  const rest = code === 2 ? `\nSee \`${help} --help\`` : "";
  const wanted = `error: ${message.replaceAll("$PLACE", place.root)}`;
  const isSaid = message.endsWith(" ")
    ? got.stderr.startsWith(wanted) && got.stderr.endsWith(`${rest}\n`)
    : got.stderr === `${wanted}${rest}\n`;
  if (isSaid && got.code === code && got.stdout === "") return [];
  return [`htmap ${line}: ${got.code} ${got.stdout}${got.stderr}, not ${code} ${wanted}${rest}`];
}
